/** Who and what the ids of a workspace stand for, as one person sees it. */

const SLACKBOT = { id: "USLACKBOT", name: "Slackbot", is_bot: true };

/** Look names up in a state of the workspace, seen from the channel `here`; an unknown id is its label or itself. */
export function namesOf(state, here) {
  const people = new Map([SLACKBOT, ...state.people].map((person) => [person.id, person]));
  const channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  return {
    me: state.me,
    here,
    people: state.people,
    channels: state.channels,
    user: (id, label) => people.get(id)?.name ?? label ?? id,
    channel: (id, label) => channels.get(id)?.name ?? label ?? id,
    isBot: (id) => people.get(id)?.is_bot ?? false,
  };
}
