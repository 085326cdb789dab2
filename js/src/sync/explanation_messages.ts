// What is told of an element and of a whole object: twin of
// dicomwidgets/widgets/_explanation_commands.py, where the meaning of each field stands.

export const EXPLANATION_COMMANDS = ["get_explanation", "get_problems"] as const;

export interface ExplanationCommands {
  get_explanation: { args: { id: number }; result: GetExplanationResult };
  get_problems: { args: Record<string, never>; result: GetProblemsResult };
}

export interface VrTold {
  code: string;
  name: string;
  limit: string;
  repertoire: string;
  padding: string;
  separator: string;
  explanation: string;
  link: string;
}

export interface TypeTold {
  module: string;
  usage: string;
  type: string;
  condition: string;
  link: string;
}

export interface ValueTold {
  value: string;
  name: string;
  explanation: string;
  link: string;
}

export interface GetExplanationResult {
  id: number;
  path: string;
  tag: string;
  name: string;
  keyword: string;
  text: string;
  category: string;
  vr: VrTold | null;
  vm: string;
  retired: boolean;
  creator: string;
  object: string;
  types: TypeTold[];
  values: ValueTold[];
  link: string;
}

export interface ProblemRow {
  severity: "error" | "warning" | "info";
  id: number;
  above: number[];
  path: string;
  tag: string;
  name: string;
  message: string;
  why: string;
  fix: string;
  rule: string;
  source: string;
}

export interface GetProblemsResult {
  problems: ProblemRow[];
  validator: boolean;
  omitted: number;
}
