// Who takes the scanner's codes instead of the page: a locked screen, or a question that a badge answers.

let taker = null;

/** From now on codes go to `take(raw)`; gives what ends that, which undoes nobody else's turn. */
export function takeCodes(take) {
  taker = take;
  return () => {
    if (taker === take) taker = null;
  };
}

export const codeTaker = () => taker;
