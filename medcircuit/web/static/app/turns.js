// Of the questions a page asks one after the other only the last counts: an older answer may come in after a newer one.

/** Gives `ask()`, to be called when a question is asked; what that gives says, at its answer, whether none was asked since. */
export function turns() {
  let last = 0;
  return () => {
    last += 1;
    const mine = last;
    return () => mine === last;
  };
}
