// The npm package telegram-test-api behind a shim that adds what today's Bot API says and it does not.
// Reads {"say": …} or {"tap": label} a line and does it as one member; writes a line for each message of the bot,
// and first the address.
const axios = require("axios");
const express = require("express");
const readline = require("readline");
const TelegramServer = require("telegram-test-api");
const [, , port, token] = process.argv;

const format = TelegramServer.formatUpdate;
TelegramServer.formatUpdate = (update) => {
  const made = format(update);
  if (made.callback_query) {
    made.callback_query.chat_instance = "1";
    Object.assign(made.callback_query.message, { message_id: 1, date: Math.floor(Date.now() / 1000) });
  }
  return made;
};

class Peer extends TelegramServer {
  constructor(config) {
    super(config);
    const front = express();
    const result = (value) => (_request, response) => response.json({ ok: true, result: value });
    const me = { id: 666, is_bot: true, first_name: "学思", username: "xuesi_bot", can_read_all_group_messages: true };
    front.all("/bot:token/getMe", result(me));
    for (const unknown of ["setMyCommands", "deleteMyCommands"]) front.all(`/bot:token/${unknown}`, result(true));
    const none = { url: "", has_custom_certificate: false, pending_update_count: 0 };
    front.all("/bot:token/getWebhookInfo", result(none));
    // It does not wait: a bot that asks again at once would keep two processors busy.
    front.all("/bot:token/getUpdates", (_request, _response, next) => setTimeout(next, 50));
    front.use(this.webServer);
    this.webServer = front;
  }

  // Nobody's words are sent before the bot listens.
  listening = new Promise((resolve) => (this.heard = resolve));

  getUpdates(bot) {
    this.heard();
    return super.getUpdates(bot);
  }

  setWebhook(hook, bot) {
    super.setWebhook(hook, bot);
    this.heard();
  }

  // Its own gives a date in milliseconds and every field back as text.
  addBotMessage(raw, bot) {
    const { message_id, chat, text, reply_markup } = super.addBotMessage(raw, bot);
    process.stdout.write(JSON.stringify({ text, keys: (reply_markup || {}).inline_keyboard || [] }) + "\n");
    this.keys = reply_markup ? reply_markup.inline_keyboard.flat() : this.keys;
    return { message_id, chat, text, reply_markup, date: Math.floor(Date.now() / 1000) };
  }
}

async function main() {
  const server = new Peer({ port: Number(port), host: "127.0.0.1" });
  axios.interceptors.request.use((call) => {
    const hook = server.webhooks[token];
    if (hook && call.url === hook.url) call.headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret_token;
    return call;
  });
  await server.start();
  const client = server.getClient(token, { userId: 7, chatId: 7 });
  process.stdout.write(JSON.stringify({ ready: server.config.apiURL }) + "\n");
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { say, tap } = JSON.parse(line);
    await server.listening;
    if (tap) {
      const { callback_data } = server.keys.find((key) => key.text === tap);
      await client.sendCallback(client.makeCallbackQuery(callback_data));
    } else if (say.startsWith("/")) await client.sendCommand(client.makeCommand(say));
    else await client.sendMessage(client.makeMessage(say));
  }
  process.exit(0);
}

main();
