// The control file, failures that were asked for, and the report.
#include "control.h"

#include "errors.h"
#include "standin.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unordered_map>
#include <vector>

namespace standin {

namespace {

// fail NAME after N with CODE times M
struct Failure {
    std::string name;  // or * for any
    long long after;   // how many calls still go well
    int code;
    long long times;  // how many calls fail then
};

struct Loss {
    int device;  // or -1 for all
    long long after;
    int code;
};

std::vector<Failure> ofFunctions, ofWork;
std::vector<Loss> losses;
std::map<std::string, std::string> settings;
unsigned version = 1;
std::map<std::string, long long> counters;

// The code with which this call fails, by the first failure that is due.
int due(std::vector<Failure>& failures, const char* name) {
    for (size_t i = 0; i < failures.size(); i++) {
        Failure& failure = failures[i];
        if (failure.name != "*" && failure.name != name) continue;
        if (failure.after > 0) {
            failure.after--;
            continue;
        }
        int code = failure.code;
        if (--failure.times <= 0) failures.erase(failures.begin() + i);
        return code;
    }
    return 0;
}

void report(const std::string& path) {
    // written beside and moved, so that who waits for the file finds it whole
    std::string beside = path + ".new";
    std::ofstream out(beside);
    for (const auto& [name, value] : counters) out << name << ' ' << value << '\n';
    out.close();
    if (!out || std::rename(beside.c_str(), path.c_str()) != 0) complain("cannot write the report " + path);
}

// Forgets what was counted, but not what is alive.
void forgetCounts() {
    for (auto& [name, value] : counters) {
        if (name.rfind("live.", 0) != 0) value = 0;
    }
    for (auto& [name, value] : counters) {
        if (name.rfind("peak.", 0) == 0) value = counters["live." + name.substr(5)];
    }
}

// The words of a command behind its name, such as `cuMemAlloc after 3 with 2`.
class Words {
public:
    explicit Words(const std::string& line) : in(line) {}

    std::string next() {
        std::string word;
        if (!(in >> word)) throw std::invalid_argument("a word is missing");
        return word;
    }

    bool has(std::string& word) { return static_cast<bool>(in >> word); }

    std::string rest() {
        std::string all;
        std::getline(in >> std::ws, all);
        return all;
    }

private:
    std::istringstream in;
};

// Reads `after N`, `with CODE`, `times M` and `always`, in any order.
void readWhen(Words& words, long long& after, int& code, long long& times) {
    std::string word;
    while (words.has(word)) {
        if (word == "after") {
            after = std::stoll(words.next());
        } else if (word == "with") {
            code = std::stoi(words.next());
        } else if (word == "times") {
            times = std::stoll(words.next());
        } else if (word == "always") {
            times = 1LL << 62;
        } else {
            throw std::invalid_argument("no such word: " + word);
        }
    }
}

void obey(const std::string& line) {
    Words words(line);
    std::string command;
    if (!words.has(command) || command[0] == '#') return;
    if (command == "fail" || command == "break") {
        Failure failure{words.next(), 0, CUDA_ERROR_LAUNCH_FAILED, 1};
        readWhen(words, failure.after, failure.code, failure.times);
        (command == "fail" ? ofFunctions : ofWork).push_back(failure);
    } else if (command == "lost-device") {
        Loss loss{std::stoi(words.next()), 0, CUDA_ERROR_UNKNOWN};
        long long times = 0;
        readWhen(words, loss.after, loss.code, times);
        losses.push_back(loss);
    } else if (command == "set") {
        std::string name = words.next();
        settings[name] = words.rest();
        version++;
    } else if (command == "reset") {
        ofFunctions.clear();
        ofWork.clear();
        losses.clear();
        settings.clear();
        version++;
        mendContexts();
    } else if (command == "forget-counts") {
        forgetCounts();
    } else if (command == "report") {
        report(words.rest());
    } else {
        throw std::invalid_argument("no such command");
    }
}

// Each process has a control file of its own, so that tests may run side by side.
const std::string& controlFile() {
    static const std::string file = [] {
        const char* folder = std::getenv("STANDIN_CONTROL");
        return folder == nullptr ? std::string() : std::string(folder) + "/" + std::to_string(getpid()) + ".control";
    }();
    return file;
}

void takeCommands() {
    const std::string& file = controlFile();
    if (file.empty() || access(file.c_str(), R_OK) != 0) return;
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    in.close();
    for (std::string line; std::getline(text, line);) {
        try {
            obey(line);
        } catch (const std::exception& e) {
            complain("the command \"" + line + "\" of " + file + ": " + e.what());
        }
    }
    // only now: a test that sees that the file is gone knows that all commands have been obeyed
    std::remove(file.c_str());
}

}  // namespace

long long& counter(const std::string& name) { return counters[name]; }

int enterFunction(const char* function) {
    takeCommands();
    static std::unordered_map<std::string, long long*> calls;
    long long*& count = calls[function];
    if (count == nullptr) count = &counter(std::string("calls.") + function);
    ++*count;
    return ofFunctions.empty() ? 0 : due(ofFunctions, function);
}

int failureOfWork(const char* name) { return ofWork.empty() ? 0 : due(ofWork, name); }

int lossOf(int device) {
    for (const Loss& loss : losses) {
        if ((loss.device == device || loss.device < 0) && loss.after < 0) return loss.code;
    }
    return 0;
}

void countCallOf(int device) {
    for (Loss& loss : losses) {
        if ((loss.device == device || loss.device < 0) && loss.after >= 0) loss.after--;
    }
}

std::string setting(const std::string& name, const std::string& otherwise) {
    auto said = settings.find(name);
    if (said != settings.end()) return said->second;
    std::string variable = "STANDIN_" + name;
    std::transform(variable.begin(), variable.end(), variable.begin(),
                   [](unsigned char c) { return c == '.' ? '_' : static_cast<char>(std::toupper(c)); });
    const char* value = std::getenv(variable.c_str());
    return value == nullptr || *value == 0 ? otherwise : value;
}

long long number(const std::string& name, long long otherwise) {
    std::string value = setting(name, "");
    return value.empty() ? otherwise : std::stoll(value);
}

unsigned settingsVersion() { return version; }

}  // namespace standin
