// The vendors' own libraries: sealing and opening, and the AI bot's client. Reads one JSON value, writes one.
const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
const wecom = require("@wecom/crypto");
const official = require("wechat-crypto");
const { default: AiBot, WecomCrypto } = require("@wecom/aibot-node-sdk");

const peers = {
  "@wecom/crypto": (token, key, id) => ({
    sign: (time, nonce, sealed) => wecom.getSignature(token, time, nonce, sealed),
    open: (sealed) => wecom.decrypt(key, sealed).message,
    seal: (text) => wecom.encrypt(key, text, id),
  }),
  "wechat-crypto": (token, key, id) => {
    const one = new official(token, key, id);
    return {
      sign: (time, nonce, sealed) => one.getSignature(time, nonce, sealed),
      open: (sealed) => one.decrypt(sealed).message,
      seal: (text) => one.encrypt(text),
    };
  },
  "@wecom/aibot-node-sdk": (token, key, id) => {
    const one = new WecomCrypto(token, key, id);
    return {
      sign: (time, nonce, sealed) => one.computeSignature(time, nonce, sealed),
      open: (sealed) => one.decrypt(sealed),
      seal: (text) => one.encrypt(text, "1", "n").encrypt,
    };
  },
};

function exchanged({ peer, token, key, id, text, sealed }) {
  const one = peers[peer](token, key, id);
  const back = one.seal(text);
  return { opened: one.open(sealed), signature: one.sign("1714112445", "415670741", sealed), sealed: back };
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function talk({ address, bot, secret }) {
  const client = new AiBot.WSClient({ botId: bot, secret, wsUrl: address, logger: quiet });
  client.on("message.text", async (frame) => {
    await client.replyStream(frame, "s1", "第一部分", false);
    await client.replyStream(frame, "s1", "第一部分和第二部分", true);
    await client.sendMessage(frame.body.from.userid, { msgtype: "markdown", markdown: { content: "通知" } });
    process.stdout.write(JSON.stringify({ heard: frame.body.text.content }));
    client.disconnect();
    process.exit(0);
  });
  client.connect();
}

if (input.address) talk(input);
else process.stdout.write(JSON.stringify(input.cases.map(exchanged)));
