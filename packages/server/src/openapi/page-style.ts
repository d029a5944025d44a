/** The reference page's style. */
export const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
details { border: 1px solid #8886; border-radius: .4rem; margin: .5rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
summary code { font-weight: 600; }
.method { display: inline-block; width: 4.5rem; text-transform: uppercase; font-weight: 700; }
.get { color: #1a7f37; } .post { color: #0969da; } .delete { color: #cf222e; }
label { display: block; margin: .5rem 0; }
input, textarea { display: block; box-sizing: border-box; width: 100%; font: .9rem/1.4 ui-monospace, monospace; padding: .3rem; }
textarea { min-height: 8rem; }
button { font: inherit; padding: .2rem 1rem; margin: .5rem 0; }
pre { overflow: auto; max-height: 24rem; background: #8882; padding: .6rem; border-radius: .3rem; font-size: .85rem; }
table { border-collapse: collapse; } td { padding: .1rem .8rem .1rem 0; vertical-align: top; }
`;
