// (b) in Express: the SDK's validator, a session in Redis as JSON, VoiceResponse. Prints the port it listens at.
"use strict";

const express = require("express");
const Redis = require("ioredis");
const twilio = require("twilio");

const { BENCH_BASE, BENCH_TOKEN, BENCH_REDIS_SOCKET } = process.env;
const VOICE = { voice: "Polly.Joanna-Neural", language: "en-US" };
const PLACES = { 1: "account", 2: "statement" };

const redis = new Redis(BENCH_REDIS_SOCKET);
const app = express();
app.use(express.urlencoded({ extended: false }));

app.post("/voice", async (request, response) => {
  const signature = request.get("X-Twilio-Signature") ?? "";
  if (!twilio.validateRequest(BENCH_TOKEN, signature, BENCH_BASE + request.originalUrl, request.body)) {
    return response.sendStatus(403);
  }
  const key = `session:${request.body.CallSid}`;
  const held = await redis.get(key);
  const session = held === null ? { turn: 0, place: "welcome" } : JSON.parse(held);
  session.turn += 1;
  session.place = PLACES[request.body.Digits] ?? "services";
  await redis.set(key, JSON.stringify(session), "EX", 21600);
  const answer = new twilio.twiml.VoiceResponse();
  const gather = answer.gather({ action: "/voice", method: "POST", numDigits: 1, timeout: 5 });
  if (session.place === "statement") {
    gather.say(VOICE, "We will mail a statement within two working days.");
  }
  gather.say(VOICE, "To report a payment, press 1. For a new statement, press 2.");
  answer.redirect({ method: "POST" }, "/voice");
  return response.type("text/xml").send(answer.toString());
});

const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
