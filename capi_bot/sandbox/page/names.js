/** Who and what the ids of a workspace stand for, as one person sees it. */

const SLACKBOT = { id: "USLACKBOT", name: "Slackbot", is_bot: true };

/**
 * Look names up in a state of the workspace, seen from the channel `here`; an unknown id is its label or itself. `app`
 * is the name of the app, null where it is not installed.
 */
export function namesOf(state, here) {
  const people = new Map([SLACKBOT, ...state.people].map((person) => [person.id, person]));
  const channels = new Map(state.channels.map((channel) => [channel.id, channel]));
  return {
    me: state.me,
    here,
    app: state.app.installed ? state.app.name : null,
    people: state.people,
    channels: state.channels,
    user: (id, label) => people.get(id)?.name ?? label ?? id,
    channel: (id, label) => channels.get(id)?.name ?? label ?? id,
    isBot: (id) => people.get(id)?.is_bot ?? false,
  };
}

/** Say a channel's name as one would write it: `#calls`, or `capi` for the app. */
export const titleOf = ({ name, is_im: direct }) => (direct ? name : `#${name}`);
