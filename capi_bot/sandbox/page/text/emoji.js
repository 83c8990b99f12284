/** Common emoji short codes; others stay as they were typed. */

const CODES = `
+1 👍 -1 👎 100 💯 alarm_clock ⏰ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_up ⬆️ arrows_counterclockwise 🔄
bar_chart 📊 bell 🔔 black_circle ⚫ blush 😊 boom 💥 bug 🐛 bulb 💡 bust_in_silhouette 👤 busts_in_silhouette 👥
calendar 📅 calling 📲 checkered_flag 🏁 clap 👏 clipboard 📋 coffee ☕ cry 😢 email 📧 exclamation ❗ eyes 👀 fire 🔥
gear ⚙️ grin 😁 headphones 🎧 heart ❤️ heavy_check_mark ✔️ hourglass ⌛ hourglass_flowing_sand ⏳ inbox_tray 📥
information_source ℹ️ iphone 📱 joy 😂 key 🔑 large_blue_circle 🔵 large_green_circle 🟢 large_orange_circle 🟠
large_yellow_circle 🟡 link 🔗 lock 🔒 loud_sound 🔊 mag 🔍 memo 📝 microphone 🎤 mute 🔇 new 🆕 no_bell 🔕 no_entry ⛔
octagonal_sign 🛑 ok 🆗 ok_hand 👌 outbox_tray 📤 phone ☎️ point_right 👉 pray 🙏 pushpin 📌 question ❓ raised_hands 🙌
red_circle 🔴 repeat 🔁 robot_face 🤖 rocket 🚀 rotating_light 🚨 slightly_smiling_face 🙂 smile 😄 sob 😭 sparkles ✨
speaker 🔈 speech_balloon 💬 star ⭐ stopwatch ⏱️ sunglasses 😎 tada 🎉 telephone_receiver 📞 thinking_face 🤔 thread 🧵
thumbsdown 👎 thumbsup 👍 unlock 🔓 warning ⚠️ wastebasket 🗑️ wave 👋 white_check_mark ✅ white_circle ⚪ wink 😉
wrench 🔧 x ❌ zap ⚡ zzz 💤`;

const CHARACTERS = new Map([...CODES.matchAll(/(\S+) (\S+)/g)].map(([, code, character]) => [code, character]));

/** Return the character of a short code such as `wave`, or undefined. */
export const emoji = (code) => CHARACTERS.get(code);
