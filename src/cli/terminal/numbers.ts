// Numbers as text: the terminal writes them as the report does.
export {
  duration,
  exactNumber,
  fixed,
  meanWithError,
  scientific,
  scientificWithError,
  withError,
} from "../../report/numbers.ts";
