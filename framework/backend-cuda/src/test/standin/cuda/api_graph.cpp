// The driver's functions for graphs, modules and launches.
#include "api.h"
#include "work.h"

#include <algorithm>

using namespace standin;

namespace {

constexpr unsigned QUEUES = DRIVER | CONTEXT;
constexpr unsigned WAITS = DRIVER | CONTEXT | SAFETY;
constexpr unsigned DESTROYS = DRIVER | CONTEXT | GIVES_UP;

CUresult instantiate(const char* name, CUgraphExec* executable, CUgraph graph) {
    return call(name, QUEUES,
                [&](Context* context) { given(executable) = standin::instantiate(*context, checked(graph)); });
}

}  // namespace

CUDA_API cuGraphInstantiateWithFlags(CUgraphExec* executable, CUgraph graph, unsigned long long) {
    return instantiate("cuGraphInstantiate", executable, graph);
}

CUDA_API cuGraphInstantiate_v2(CUgraphExec* executable, CUgraph graph, CUgraphNode*, char*, size_t) {
    return instantiate("cuGraphInstantiate", executable, graph);
}

CUDA_API cuGraphUpload(CUgraphExec executable, CUstream stream) {
    return call("cuGraphUpload", WAITS, [&](Context*) {
        checked(executable);
        streamOf(stream);
    });
}

CUDA_API cuGraphLaunch(CUgraphExec executable, CUstream stream) {
    return call("cuGraphLaunch", QUEUES, [&](Context*) { launch(checked(executable), streamOf(stream)); });
}

CUDA_API cuGraphGetNodes(CUgraph graph, CUgraphNode* nodes, size_t* count) {
    return call("cuGraphGetNodes", DRIVER, [&](Context*) {
        const Nodes& all = checked(graph).nodes;
        if (nodes == nullptr) {
            given(count) = all.size();
            return;
        }
        for (size_t i = 0; i < given(count); i++) nodes[i] = i < all.size() ? all[i].get() : nullptr;
        if (*count > all.size()) *count = all.size();
    });
}

CUDA_API cuGraphGetRootNodes(CUgraph graph, CUgraphNode* nodes, size_t* count) {
    return call("cuGraphGetRootNodes", DRIVER, [&](Context*) {
        std::vector<CUgraphNode> roots;
        for (const auto& node : checked(graph).nodes) {
            if (node->after.empty()) roots.push_back(node.get());
        }
        for (size_t i = 0; nodes != nullptr && i < std::min(roots.size(), given(count)); i++) nodes[i] = roots[i];
        given(count) = roots.size();
    });
}

CUDA_API cuGraphGetEdges(CUgraph graph, CUgraphNode* from, CUgraphNode* to, size_t* count) {
    return call("cuGraphGetEdges", DRIVER, [&](Context*) {
        const Nodes& all = checked(graph).nodes;
        size_t edges = 0, room = from == nullptr || to == nullptr ? 0 : given(count);
        for (const auto& node : all) {
            for (size_t before : node->after) {
                if (edges < room) {
                    from[edges] = all[before].get();
                    to[edges] = node.get();
                }
                edges++;
            }
        }
        given(count) = edges;
    });
}

CUDA_API cuGraphNodeGetType(CUgraphNode node, int* type) {
    return call("cuGraphNodeGetType", DRIVER,
                [&](Context*) { given(type) = static_cast<int>(checked(node).operation.type); });
}

CUDA_API cuGraphDestroy(CUgraph graph) {
    return call("cuGraphDestroy", DRIVER, [&](Context*) { destroy(graph); });
}

CUDA_API cuGraphExecDestroy(CUgraphExec executable) {
    return call("cuGraphExecDestroy", DRIVER, [&](Context*) { destroy(executable); });
}

CUDA_API cuModuleLoadData(CUmodule* module, const void* image) {
    return call("cuModuleLoadData", WAITS, [&](Context* context) {
        given(module) = loadModule(*context, static_cast<const char*>(image));
    });
}

CUDA_API cuModuleLoadDataEx(CUmodule* module, const void* image, unsigned, int*, void**) {
    return call("cuModuleLoadDataEx", WAITS, [&](Context* context) {
        given(module) = loadModule(*context, static_cast<const char*>(image));
    });
}

CUDA_API cuModuleUnload(CUmodule module) {
    return call("cuModuleUnload", DESTROYS | SAFETY, [&](Context*) {
        finishStreams(*checked(module).context);
        unload(module);
    });
}

CUDA_API cuModuleGetFunction(CUfunction* function, CUmodule module, const char* name) {
    return call("cuModuleGetFunction", QUEUES,
                [&](Context*) { given(function) = functionOf(checked(module), name); });
}

CUDA_API cuModuleGetGlobal_v2(CUdeviceptr*, size_t*, CUmodule module, const char*) {
    return call("cuModuleGetGlobal", QUEUES, [&](Context*) {
        checked(module);
        throw Refusal{CUDA_ERROR_NOT_FOUND};  // our modules have no variables
    });
}

// CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES is the one that a program sets.
CUDA_API cuFuncSetAttribute(CUfunction function, int attribute, int value) {
    return call("cuFuncSetAttribute", QUEUES, [&](Context* context) {
        if (attribute != 8) return;
        require(value >= 0 && value <= attributeOf(context->device, 97), CUDA_ERROR_INVALID_VALUE);
        checked(function).maxDynamicShared = value;
    });
}

CUDA_API cuFuncGetAttribute(int* value, int attribute, CUfunction function) {
    return call("cuFuncGetAttribute", QUEUES, [&](Context* context) {
        checked(function);
        given(value) = attribute == 0   ? attributeOf(context->device, 1)
                       : attribute == 8 ? function->maxDynamicShared
                                        : 0;
    });
}

CUDA_API cuOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, CUfunction function, int threads, size_t) {
    return call("cuOccupancyMaxActiveBlocksPerMultiprocessor", QUEUES, [&](Context* context) {
        checked(function);
        require(threads > 0 && threads <= 1024, CUDA_ERROR_INVALID_VALUE);
        given(blocks) = std::min(attributeOf(context->device, 39) / threads, attributeOf(context->device, 106));
    });
}

CUDA_API cuOccupancyMaxPotentialBlockSize(int* blocks, int* threads, CUfunction function, size_t (*)(int), size_t,
                                          int limit) {
    return call("cuOccupancyMaxPotentialBlockSize", QUEUES, [&](Context* context) {
        checked(function);
        given(threads) = limit > 0 ? std::min(limit, 256) : 256;
        given(blocks) = attributeOf(context->device, 16) * (attributeOf(context->device, 39) / *threads);
    });
}

CUDA_API cuModuleGetLoadingMode(int* mode) {
    return call("cuModuleGetLoadingMode", DRIVER, [&](Context*) { given(mode) = 1; });  // eager
}

CUDA_API cuLaunchKernel(CUfunction function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
                        unsigned blockY, unsigned blockZ, unsigned sharedBytes, CUstream stream, void** arguments,
                        void** extra) {
    return call("cuLaunchKernel", QUEUES, [&](Context* context) {
        checked(function);
        require(function->context == context, CUDA_ERROR_INVALID_HANDLE);
        require(gridX > 0 && gridY > 0 && gridZ > 0 && blockX > 0 && blockY > 0 && blockZ > 0,
                CUDA_ERROR_INVALID_VALUE);
        require(gridX <= 0x7fffffff && gridY <= 65535 && gridZ <= 65535, CUDA_ERROR_INVALID_VALUE);
        bool blockFits = blockX <= 1024 && blockY <= 1024 && blockZ <= 64 &&
                         static_cast<uint64_t>(blockX) * blockY * blockZ <= 1024;
        require(blockFits, CUDA_ERROR_INVALID_VALUE);
        require(sharedBytes <= static_cast<unsigned>(function->maxDynamicShared), CUDA_ERROR_INVALID_VALUE);
        require(extra == nullptr, CUDA_ERROR_NOT_SUPPORTED);  // arguments in one block, which we don't use
        put(streamOf(stream),
            launching(*context, *function,
                      {{gridX, gridY, gridZ}, {blockX, blockY, blockZ}, sharedBytes, arguments}));
    });
}
