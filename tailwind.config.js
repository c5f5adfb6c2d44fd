/** Where the style sheet's classes are looked for. Tokens are in style/tokens.css. */
module.exports = { content: ["./src/**/*.rs"] };
