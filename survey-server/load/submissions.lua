-- Sends answers with wrk, no two alike. Each thread opens the study once, as one visitor, and then
-- sends one complete form after the other for that visitor. A reply of 303 means that the answers
-- are on disk; any other is counted as an error, and shown.
--
-- An argument after -- is a rate: so many forms a second, whether or not the server keeps up. Without
-- it, each connection sends as soon as the one before was answered. Use one thread.
local ffi = require("ffi")
ffi.cdef "typedef struct { long s; long ns; } moment; int clock_gettime(int clock, moment *now);"

local study = "/s/framework-usability"
local threads = {}

function setup(thread)
   table.insert(threads, thread)
   thread:set("seed", os.time() * 100 + #threads)
end

local headers = { ["Content-Type"] = "application/x-www-form-urlencoded" }
local csrf

local moment = ffi.new("moment")

-- Milliseconds of a clock that only goes forward.
local function now()
   ffi.C.clock_gettime(1, moment)
   return tonumber(moment.s) * 1e3 + tonumber(moment.ns) / 1e6
end

function init(args)
   math.randomseed(seed)
   replies = {}
   sent = 0
   late = 0
   if args[1] then
      pace(1e3 / tonumber(args[1]))
   end
end

-- Each form is due so many milliseconds after the one before, on whichever connection is free first.
-- One that found none free in time was late.
function pace(interval)
   local due
   delay = function()
      due = due and due + interval or now()
      local early = due - now()
      sent = sent + 1
      if early < -10 then
         late = late + 1
      end
      return math.max(0, early)
   end
end

local function one(...)
   return select(math.random(select("#", ...)), ...)
end

-- A random id; also in the comment, so that no two forms have the same answers.
local function uuid()
   local pattern = "xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx"
   return (pattern:gsub("x", function() return ("%x"):format(math.random(0, 15)) end))
end

-- Minutes as real ones are spread: a few long ones among many short.
local function minutes()
   local normal = math.sqrt(-2 * math.log(1 - math.random())) * math.cos(2 * math.pi * math.random())
   return math.floor(math.exp(3 + normal) + 0.5)
end

local function form()
   local fields = {}
   local function add(name, value)
      fields[#fields + 1] = name .. "=" .. value
   end
   local id = uuid()
   add("csrf", csrf)
   add("submission", id)
   add("version", 1)
   add("language", "en")
   add("order", one("tensorflow+caffe2", "caffe2+tensorflow"))
   add("started", os.date("!%Y-%m-%dT%H:%M:%SZ"))
   local function answer(name, value)
      add("answer." .. name, value)
   end
   answer("experience_years", one("under-1", "1-2", "3-5", "over-5"))
   answer("role", one("student", "researcher", "engineer"))
   for _, framework in ipairs { "tensorflow", "caffe2" } do
      answer("used_before." .. framework, one("never", "tried"))
      for _, environment in ipairs { "local", "remote" } do
         local suffix = "." .. framework .. "." .. environment
         answer("install_status" .. suffix, "installed")
         answer("install_minutes" .. suffix, minutes())
         answer("install_source" .. suffix, one("remembered", "guess"))
      end
      answer("documentation." .. framework, one(3, 4, 5))
      answer("writing." .. framework, one(2, 3, 4, 5))
      answer("debugging." .. framework, one(1, 2, 3, 4))
   end
   answer("prefer.cnn", one("tensorflow", "tensorflow", "tensorflow", "caffe2"))
   answer("prefer.rnn", one("tensorflow", "caffe2"))
   answer("comment", "Participant+" .. id .. "+of+a+load+test.")
   return table.concat(fields, "&")
end

function request()
   if csrf then
      return wrk.format("POST", study .. "/send", headers, form())
   end
   return wrk.format("GET", study)
end

-- Takes the visitor's cookie and token from the first page, and counts replies afterwards.
function response(status, sent, body)
   replies[status] = (replies[status] or 0) + 1
   if not csrf and status == 200 then
      csrf = body:match('name="csrf" value="([^"]+)"')
      headers.Cookie = sent["Set-Cookie"]:match("^[^;]+")
   end
end

-- How many replies of each kind came: 303 must be all but the few that opened the study.
function done(summary, latency)
   local all = {}
   for _, thread in ipairs(threads) do
      if thread:get("sent") > 0 then
         print(("%d of %d forms were sent more than 10 ms late"):format(thread:get("late"), thread:get("sent")))
      end
      for status, count in pairs(thread:get("replies")) do
         all[status] = (all[status] or 0) + count
      end
   end
   for status, count in pairs(all) do
      print(("%d replies of status %d: %.0f a second"):format(count, status, count / summary.duration * 1e6))
   end
   print(("Slowest of 99%%: %.1f ms; of all: %.1f ms"):format(latency:percentile(99) / 1e3, latency.max / 1e3))
end
