declare module "*.css";
declare module "*.css?inline" {
  /** The sheet, minified. */
  const text: string;
  export default text;
}
