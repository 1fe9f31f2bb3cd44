// Names and texts of errors, as the real driver gives them.
#include "errors.h"

#include <cstdio>

namespace standin {

const char* nameOf(int result) {
    switch (result) {
#define STANDIN_NAME(name, code, text) \
    case code:                         \
        return #name;
        STANDIN_ERRORS(STANDIN_NAME)
#undef STANDIN_NAME
        default:
            return nullptr;
    }
}

const char* explanationOf(int result) {
    switch (result) {
#define STANDIN_TEXT(name, code, text) \
    case code:                         \
        return text;
        STANDIN_ERRORS(STANDIN_TEXT)
#undef STANDIN_TEXT
        default:
            return nullptr;
    }
}

bool breaksContext(int result) {
    switch (result) {
        case CUDA_ERROR_ECC_UNCORRECTABLE:
        case CUDA_ERROR_NVLINK_UNCORRECTABLE:
        case CUDA_ERROR_ILLEGAL_ADDRESS:
        case CUDA_ERROR_LAUNCH_TIMEOUT:
        case CUDA_ERROR_ASSERT:
        case CUDA_ERROR_HARDWARE_STACK_ERROR:
        case CUDA_ERROR_ILLEGAL_INSTRUCTION:
        case CUDA_ERROR_MISALIGNED_ADDRESS:
        case CUDA_ERROR_INVALID_ADDRESS_SPACE:
        case CUDA_ERROR_INVALID_PC:
        case CUDA_ERROR_LAUNCH_FAILED:
            return true;
        default:
            return false;
    }
}

void complain(const std::string& what) { std::fprintf(stderr, "stand-in for libcuda: %s\n", what.c_str()); }

}  // namespace standin
