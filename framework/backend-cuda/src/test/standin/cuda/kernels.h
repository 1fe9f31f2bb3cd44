// The kernels that were compiled as C++ into the stand-in, and how they take a launch's arguments.
#pragma once

#include <cstddef>
#include <cstring>
#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace standin {

struct Parameter {
    size_t bytes;
    bool pointer;
};

struct Kernel {
    std::string family, name;
    std::vector<Parameter> parameters;
    // Copies the arguments, as a launch does, and gives what one thread of the kernel does.
    std::function<std::function<void()>(void** arguments)> bind;
};

bool addKernel(Kernel kernel);

// The kernels of the family that has exactly the names, or else of any families; null where there is none.
const Kernel* findKernel(const std::string& name, const std::vector<std::string>& namesBeside);

template <class... A, size_t... I>
std::function<void()> bound(void (*code)(A...), [[maybe_unused]] void** arguments, std::index_sequence<I...>) {
    // memcpy, since a launch's arguments need not be aligned
    std::tuple<std::remove_cv_t<A>...> values;
    (std::memcpy(&std::get<I>(values), arguments[I], sizeof(A)), ...);
    return [code, values] { std::apply(code, values); };
}

template <class... A>
bool registerKernel(const char* family, const char* name, void (*code)(A...)) {
    return addKernel({family,
                      name,
                      {Parameter{sizeof(A), std::is_pointer_v<A>}...},
                      [code](void** arguments) { return bound(code, arguments, std::index_sequence_for<A...>{}); }});
}

}  // namespace standin
