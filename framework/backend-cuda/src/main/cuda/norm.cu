// Normalisation: of channels over a batch, of single channels of images, of rows. Sums are doubles.
#include "common.cuh"

// Where channels stand: element i of channel c in block o is at (o * count + c) * inner + i. The elements of a channel
// are summed in pieces, each by a block of threads.
struct Channels {
  int outer, count, inner, pieces;

  __device__ long long each() const { return (long long) outer * inner; }

  __device__ long long at(long long element, int c) const {
    return (element / inner * count + c) * inner + element % inner;
  }

  __device__ int channel(long long at) const { return at / inner % count; }
};

// A loop over the elements of one piece of a channel, by all threads of a block.
#define IN_PIECE(e, s, piece)                                                                    \
  for (long long e = s.each() * (piece) / s.pieces + threadIdx.x,                                \
                 end = s.each() * ((piece) + 1) / s.pieces; e < end; e += blockDim.x)

// The sum of the pieces of channel c; those of the first piece stand first.
__device__ double whole(const double* of_pieces, const Channels& s, int c) {
  double sum = 0;
  for (int piece = 0; piece < s.pieces; piece++) sum += of_pieces[(long long) piece * s.count + c];
  return sum;
}

// What is written: cut off at zero where a Relu follows. What is not a number stays so.
__device__ float cut(float y, int relu) { return relu && y < 0 ? 0 : y; }

// A gradient that comes in: where a Relu follows, only where it gave something. y is null where none does.
__device__ float passed(const float* dy, const float* y, long long i) { return !y || y[i] > 0 ? dy[i] : 0; }

// What a batch's normalisation has besides images: numbers for each channel.
struct Batch {
  const float *scale, *bias, *mean_before, *var_before;
  float *running_mean, *running_var, *mean, *inv_std;
};

__device__ void settle(int c, double sum, double squares, const Channels& s, const Batch& b, double epsilon,
                       double momentum) {
  double mean = sum / s.each();
  double variance = squares / s.each() - mean * mean;
  if (variance < 0) variance = 0;
  b.running_mean[c] = b.mean_before[c] * momentum + mean * (1 - momentum);
  b.running_var[c] = b.var_before[c] * momentum + variance * (1 - momentum);
  b.mean[c] = mean;
  b.inv_std[c] = 1 / sqrt(variance + epsilon);
}

__device__ void settle_gradient(int c, double sum, double dot, float inv_std, float* dscale, float* dbias) {
  dscale[c] = dot * inv_std;
  dbias[c] = sum;
}

// The gradient of an element, from what is known of its channel.
__device__ float gradient(float x, float dy, float scale, float mean, float inv_std, float dscale, float dbias,
                          double each) {
  return scale * inv_std * (dy - dbias / each - (x - mean) * (dscale * (double) inv_std / each));
}

#define BATCH                                                                                              \
  const float *scale, const float *bias, const float *mean_before, const float *var_before,                \
      float *running_mean, float *running_var, float *mean, float *inv_std
#define THE_BATCH {scale, bias, mean_before, var_before, running_mean, running_var, mean, inv_std}

extern "C" {

// --- Sums of channels.

__global__ void channel_sums(const float* x, Channels s, double* of_pieces, float* sums) {
  FOR_EACH_ROW(row, (long long) s.count * s.pieces) {
    int c = row % s.count;
    double sum = 0;
    IN_PIECE(e, s, row / s.count) sum += x[s.at(e, c)];
    sum = block_sum(sum);
    if (threadIdx.x == 0) {
      if (s.pieces == 1) sums[c] = sum;
      else of_pieces[row] = sum;
    }
  }
}

__global__ void channel_sums_of_pieces(const double* of_pieces, Channels s, float* sums) {
  FOR_EACH(c, s.count) sums[c] = whole(of_pieces, s, c);
}

// --- Normalisation of a batch: all at once, a block for each channel, or piece by piece.

__global__ void batch_norm(const float* x, float* y, Channels s, BATCH, double epsilon, double momentum,
                           int relu) {
  Batch b = THE_BATCH;
  FOR_EACH_ROW(c, s.count) {
    double sum = 0, squares = 0;
    IN_PIECE(e, s, 0) {
      double value = x[s.at(e, c)];
      sum += value;
      squares += value * value;
    }
    sum = block_sum(sum);
    squares = block_sum(squares);
    if (threadIdx.x == 0) settle(c, sum, squares, s, b, epsilon, momentum);
    __syncthreads();
    float center = mean[c], factor = inv_std[c] * scale[c], shift = bias[c];
    IN_PIECE(e, s, 0) {
      long long i = s.at(e, c);
      y[i] = cut((x[i] - center) * factor + shift, relu);
    }
  }
}

__global__ void batch_moments(const float* x, Channels s, double* sums, double* squares) {
  FOR_EACH_ROW(row, (long long) s.count * s.pieces) {
    int c = row % s.count;
    double sum = 0, square = 0;
    IN_PIECE(e, s, row / s.count) {
      double value = x[s.at(e, c)];
      sum += value;
      square += value * value;
    }
    sum = block_sum(sum);
    square = block_sum(square);
    if (threadIdx.x == 0) {
      sums[row] = sum;
      squares[row] = square;
    }
  }
}

__global__ void batch_settle(const double* sums, const double* squares, Channels s, BATCH, double epsilon,
                             double momentum) {
  Batch b = THE_BATCH;
  FOR_EACH(c, s.count) settle(c, whole(sums, s, c), whole(squares, s, c), s, b, epsilon, momentum);
}

// By known means and deviations, or known variances.
__global__ void batch_apply(const float* x, float* y, Channels s, const float* scale, const float* bias,
                            const float* mean, const float* spread, int is_variance, double epsilon, int relu) {
  FOR_EACH(i, s.each() * s.count) {
    int c = s.channel(i);
    float inv_std = is_variance ? float(1 / sqrt(spread[c] + epsilon)) : spread[c];
    y[i] = cut((x[i] - mean[c]) * (inv_std * scale[c]) + bias[c], relu);
  }
}

// The sums of dy, and of dy times the distance of x from its mean.
__global__ void batch_gradient_sums(const float* x, const float* dy, const float* y, Channels s, const float* mean,
                                    double* sums, double* dots) {
  FOR_EACH_ROW(row, (long long) s.count * s.pieces) {
    int c = row % s.count;
    double sum = 0, dot = 0;
    IN_PIECE(e, s, row / s.count) {
      long long i = s.at(e, c);
      float d = passed(dy, y, i);
      sum += d;
      dot += ((double) x[i] - mean[c]) * d;
    }
    sum = block_sum(sum);
    dot = block_sum(dot);
    if (threadIdx.x == 0) {
      sums[row] = sum;
      dots[row] = dot;
    }
  }
}

__global__ void batch_gradient_settle(const double* sums, const double* dots, Channels s, const float* spread,
                                      int is_variance, double epsilon, float* dscale, float* dbias) {
  FOR_EACH(c, s.count) {
    float inv_std = is_variance ? float(1 / sqrt(spread[c] + epsilon)) : spread[c];
    settle_gradient(c, whole(sums, s, c), whole(dots, s, c), inv_std, dscale, dbias);
  }
}

// Where the numbers are those of the batch, they depend on x; known variances are constants.
__global__ void batch_gradient_apply(const float* x, const float* dy, const float* y, float* dx, Channels s, const float* scale,
                                     const float* mean, const float* spread, int is_variance, double epsilon,
                                     const float* dscale, const float* dbias) {
  FOR_EACH(i, s.each() * s.count) {
    int c = s.channel(i);
    float d = passed(dy, y, i);
    dx[i] = is_variance ? float(scale[c] / sqrt(spread[c] + epsilon)) * d
                        : gradient(x[i], d, scale[c], mean[c], spread[c], dscale[c], dbias[c], s.each());
  }
}

// All of it at once, a block for each channel.
__global__ void batch_gradient(const float* x, const float* dy, const float* y, float* dx, Channels s, const float* scale,
                               const float* mean, const float* inv_std, float* dscale, float* dbias) {
  FOR_EACH_ROW(c, s.count) {
    double sum = 0, dot = 0;
    IN_PIECE(e, s, 0) {
      long long i = s.at(e, c);
      float d = passed(dy, y, i);
      sum += d;
      dot += ((double) x[i] - mean[c]) * d;
    }
    sum = block_sum(sum);
    dot = block_sum(dot);
    if (threadIdx.x == 0) settle_gradient(c, sum, dot, inv_std[c], dscale, dbias);
    __syncthreads();
    float ds = dscale[c], db = dbias[c];
    IN_PIECE(e, s, 0) {
      long long i = s.at(e, c);
      dx[i] = gradient(x[i], passed(dy, y, i), scale[c], mean[c], inv_std[c], ds, db, s.each());
    }
  }
}

}
