// Normalisation of lines: channels of single images (InstanceNorm), rows (LayerNorm). A block for each; sums are doubles.
#include "common.cuh"

// Line k has its channel's numbers at k % channels; its elements stand step apart, and lines step by step together.
struct Lines {
  int count, length, step, channels;

  __device__ long long at(long long k, long long i) const {
    return (k / step * length + i) * step + k % step;
  }
};

extern "C" {

// Without scale and bias where they are not given; spread is one over the deviation, or the deviation itself.
__global__ void line_norm(const float* x, float* y, Lines s, const float* scale, const float* bias, float* mean,
                          float* spread, int is_deviation, double epsilon) {
  FOR_EACH_ROW(k, s.count) {
    double sum = 0, squares = 0;
    IN_ROW(i, s.length) sum += x[s.at(k, i)];
    double center = block_sum(sum) / s.length;
    IN_ROW(i, s.length) {
      double distance = x[s.at(k, i)] - center;
      squares += distance * distance;
    }
    double deviation = sqrt(block_sum(squares) / s.length + epsilon);
    int c = k % s.channels;
    float factor = (scale ? scale[c] : 1) / deviation, shift = bias ? bias[c] : 0;
    IN_ROW(i, s.length) {
      long long at = s.at(k, i);
      y[at] = float(x[at] - center) * factor + shift;
    }
    if (threadIdx.x == 0) {
      mean[k] = center;
      spread[k] = is_deviation ? deviation : 1 / deviation;
    }
  }
}

// Each line's part of the gradients of scale and bias, too, where there is room for them.
__global__ void line_norm_gradient(const float* x, const float* dy, float* dx, Lines s, const float* scale,
                                   const float* mean, const float* spread, int is_deviation, float* dscale,
                                   float* dbias) {
  FOR_EACH_ROW(k, s.count) {
    double center = mean[k], inv_std = is_deviation ? 1 / (double) spread[k] : spread[k];
    double sum = 0, dot = 0;
    IN_ROW(i, s.length) {
      long long at = s.at(k, i);
      sum += dy[at];
      dot += dy[at] * (x[at] - center);
    }
    sum = block_sum(sum);
    dot = block_sum(dot);
    double factor = (scale ? scale[k % s.channels] : 1) * inv_std;
    double constant = sum / s.length, along = dot * inv_std * inv_std / s.length;
    IN_ROW(i, s.length) {
      long long at = s.at(k, i);
      dx[at] = factor * (dy[at] - constant - (x[at] - center) * along);
    }
    if (threadIdx.x == 0 && dscale) {
      dscale[k] = dot * inv_std;
      dbias[k] = sum;
    }
  }
}

// The sums over the images of what each line found out.
__global__ void sum_lines(const float* scales, const float* biases, Lines s, float* dscale, float* dbias) {
  FOR_EACH(c, s.channels) {
    double of_scale = 0, of_bias = 0;
    for (long long k = c; k < s.count; k += s.channels) {
      of_scale += scales[k];
      of_bias += biases[k];
    }
    dscale[c] = of_scale;
    dbias[c] = of_bias;
  }
}

}
