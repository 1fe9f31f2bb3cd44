// nvcc includes this by itself; for files that name it.
#pragma once
