// The front end of QuizCard: wires its traits to the question and to the widget below it.
import "../styles/base.css";
import "../styles/pill.css";
import "../styles/quiz_card.css";
import type { RenderProps, Widget } from "../sync/host.ts";
import { type QuizTraits, type State, state } from "../sync/state.ts";
import { kernelTransport } from "../sync/transport.ts";
import { quiz } from "../ui/quiz.ts";

export default (): Widget => {
  let traits: State<QuizTraits>;
  return {
    initialize({ model, signal }) {
      traits = state<QuizTraits>(model, kernelTransport(model, signal));
    },
    render({ el, signal, host }: RenderProps) {
      quiz(traits, { el, signal, host });
    },
  };
};
