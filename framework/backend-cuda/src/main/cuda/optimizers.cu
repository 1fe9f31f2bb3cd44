// What a step of training does last: learning rates, and new parameters. All in one pass over a parameter, which is
// read and written where it stands.
#include "common.cuh"

extern "C" {

// --- the number of the step, and the learning rate that follows from it: one thread each

__global__ void next_iteration(const long long* iter, long long* next) { next[0] = iter[0] + 1; }

__global__ void rate_fixed(const long long* iter, float* lr, double base) { lr[0] = (float) base; }

__global__ void rate_step(const long long* iter, float* lr, double base, double gamma, long long size) {
  lr[0] = (float) (base * pow(gamma, (double) (iter[0] / size)));
}

// `steps` points to the numbers of the steps at which it changes, `count` of them.
__global__ void rate_multistep(const long long* iter, float* lr, double base, double gamma, const long long* steps,
                               int count) {
  int passed = 0;
  for (int i = 0; i < count; i++) passed += steps[i] <= iter[0];
  lr[0] = (float) (base * pow(gamma, (double) passed));
}

__global__ void rate_exp(const long long* iter, float* lr, double base, double gamma) {
  lr[0] = (float) (base * pow(gamma, (double) iter[0]));
}

__global__ void rate_inv(const long long* iter, float* lr, double base, double gamma, double power) {
  lr[0] = (float) (base * pow(1 + gamma * iter[0], -power));
}

__global__ void rate_poly(const long long* iter, float* lr, double base, double power, double last) {
  lr[0] = (float) (base * pow(fmax(0.0, 1 - iter[0] / last), power));
}

__global__ void rate_sigmoid(const long long* iter, float* lr, double base, double gamma, long long half) {
  lr[0] = (float) (base / (1 + exp(-gamma * (iter[0] - half))));
}

__device__ inline double warmup(long long iter, double start, long long steps) {
  return iter < steps ? start + (1 - start) * iter / steps : 1;
}

__global__ void rate_linear_warmup(const long long* iter, float* lr, double base, double start, long long steps) {
  lr[0] = (float) (base * warmup(iter[0], start, steps));
}

__global__ void rate_constant_warmup(const long long* iter, float* lr, double base, double multiplier,
                                     long long steps) {
  lr[0] = (float) (base * (iter[0] < steps ? multiplier : 1));
}

// 1 and 0 in turn: `early` for the first `first` steps of a period, then the other.
__global__ void rate_alter(const long long* iter, float* lr, double base, long long first, long long period,
                           int early) {
  long long within = (iter[0] % period + period) % period;
  lr[0] = (float) (base * ((within < first) == (early != 0) ? 1 : 0));
}

__global__ void rate_hill(const long long* iter, float* lr, double base, double start, long long steps, double gamma,
                          double power, double least) {
  double factor = iter[0] < steps ? warmup(iter[0], start, steps)
                                  : fmax(least, pow(1 + gamma * (iter[0] - steps), -power));
  lr[0] = (float) (base * factor);
}

// The scale of a loss grows after so many steps whose gradients were finite, and shrinks after one whose weren't.
__global__ void loss_scale(const float* scale, const long long* good, const float* squares, float* next_scale,
                           long long* next_good, unsigned char* finite, long long growth_steps, float multiplier) {
  bool is_finite = isfinite(squares[0]);
  long long now = is_finite ? good[0] + 1 : 0;
  float before = scale[0], larger = before * multiplier, smaller = fminf(before, fmaxf(1, before / multiplier));
  bool grows = now >= growth_steps;
  next_scale[0] = !is_finite ? smaller : grows && isfinite(larger) ? larger : before;
  next_good[0] = grows ? 0 : now;
  finite[0] = is_finite;
}

// --- steps. Each has two kernels: one for a parameter, and one for parts of many parameters, a block for each part.
// What is done with a number is written once, so both give the same bits. A part has what the first kernel is given.

// m' = mu * m + lr * grad; the step is m', or with nesterov mu * m' + lr * grad. What is not wanted is null.
struct Momentum {
  const float *grad, *m, *lr, *param;
  float *step, *m_out, *param_out;
  long long n;

  __device__ void at(long long i, float rate, float mu, int nesterov) const {
    float push = rate * grad[i];
    float after = mu * m[i] + push;
    float taken = nesterov ? mu * after + push : after;
    m_out[i] = after;
    if (param) param_out[i] = param[i] - taken;
    if (step) step[i] = taken;
  }
};

__global__ void momentum(const float* grad, const float* m, const float* lr, const float* param, float* step,
                         float* m_out, float* param_out, float mu, int nesterov, long long n) {
  Momentum all = {grad, m, lr, param, step, m_out, param_out, n};
  float rate = lr[0];
  FOR_EACH(i, n) all.at(i, rate, mu, nesterov);
}

__global__ void momentum_parts(const Momentum* parts, float mu, int nesterov) {
  Momentum part = parts[blockIdx.x];
  float rate = part.lr[0];
  IN_ROW(i, part.n) part.at(i, rate, mu, nesterov);
}

struct Adagrad {
  const float *param, *h, *grad, *lr;
  float *param_out, *h_out;
  long long n;

  __device__ void at(long long i, float rate, float decay, float epsilon) const {
    float g = grad[i];
    float sum = decay * h[i] + g * g;
    param_out[i] = param[i] + rate * g / (sqrtf(sum) + epsilon);
    h_out[i] = sum;
  }
};

__global__ void adagrad(const float* param, const float* h, const float* grad, const float* lr, float* param_out,
                        float* h_out, float decay, float epsilon, long long n) {
  Adagrad all = {param, h, grad, lr, param_out, h_out, n};
  float rate = lr[0];
  FOR_EACH(i, n) all.at(i, rate, decay, epsilon);
}

__global__ void adagrad_parts(const Adagrad* parts, float decay, float epsilon) {
  Adagrad part = parts[blockIdx.x];
  float rate = part.lr[0];
  IN_ROW(i, part.n) part.at(i, rate, decay, epsilon);
}

struct Adam {
  const float *param, *m1, *m2, *grad, *lr;
  const long long* iter;
  float *param_out, *m1_out, *m2_out;
  long long n;

  // The learning rate, with what makes up for moments that began at zero; found by one thread for all.
  __device__ float rate(double beta1, double beta2) const {
    __shared__ float found;
    if (threadIdx.x == 0) {
      double t = iter[0] + 1.0;
      found = (float) (lr[0] * (sqrt(1 - pow(beta2, t)) / (1 - pow(beta1, t))));
    }
    __syncthreads();
    return found;
  }

  __device__ void at(long long i, float rate, float b1, float b2, float epsilon) const {
    float g = grad[i];
    float first = b1 * m1[i] + (1 - b1) * g;
    float second = b2 * m2[i] + (1 - b2) * g * g;
    m1_out[i] = first;
    m2_out[i] = second;
    param_out[i] = param[i] + rate * first / (sqrtf(second) + epsilon);
  }
};

__global__ void adam(const float* param, const float* m1, const float* m2, const float* grad, const float* lr,
                     const long long* iter, float* param_out, float* m1_out, float* m2_out, double beta1, double beta2,
                     float epsilon, long long n) {
  Adam all = {param, m1, m2, grad, lr, iter, param_out, m1_out, m2_out, n};
  float rate = all.rate(beta1, beta2);
  FOR_EACH(i, n) all.at(i, rate, (float) beta1, (float) beta2, epsilon);
}

__global__ void adam_parts(const Adam* parts, double beta1, double beta2, float epsilon) {
  Adam part = parts[blockIdx.x];
  float rate = part.rate(beta1, beta2);
  IN_ROW(i, part.n) part.at(i, rate, (float) beta1, (float) beta2, epsilon);
}

struct RmsProp {
  const float *grad, *ms, *m, *lr;
  float *step, *ms_out, *m_out;
  long long n;

  __device__ void at(long long i, float rate, float decay, float mu, float epsilon) const {
    float g = grad[i];
    float square = ms[i] + (1 - decay) * (g * g - ms[i]);
    float taken = mu * m[i] + rate * g / sqrtf(epsilon + square);
    ms_out[i] = square;
    m_out[i] = taken;
    if (step) step[i] = taken;
  }
};

__global__ void rms_prop(const float* grad, const float* ms, const float* m, const float* lr, float* step,
                         float* ms_out, float* m_out, float decay, float mu, float epsilon, long long n) {
  RmsProp all = {grad, ms, m, lr, step, ms_out, m_out, n};
  float rate = lr[0];
  FOR_EACH(i, n) all.at(i, rate, decay, mu, epsilon);
}

__global__ void rms_prop_parts(const RmsProp* parts, float decay, float mu, float epsilon) {
  RmsProp part = parts[blockIdx.x];
  float rate = part.lr[0];
  IN_ROW(i, part.n) part.at(i, rate, decay, mu, epsilon);
}

// The state has two numbers side by side for each one of the parameter. `rate` is null where alpha is the rate.
struct Ftrl {
  const float *param, *state, *grad, *rate;
  float *param_out, *state_out;
  long long n;

  __device__ void at(long long i, double alpha, double beta, double lambda1, double lambda2) const {
    double g = grad[i], before = state[2 * i];
    double sum = before + g * g;
    double sigma = (sqrt(sum) - sqrt(before)) / alpha;
    double z = state[2 * i + 1] + g - sigma * param[i];
    double pull = (z > 0 ? lambda1 : z < 0 ? -lambda1 : 0) - z;
    param_out[i] = fabs(z) <= lambda1 ? 0 : (float) (pull / ((beta + sqrt(sum)) / alpha + lambda2));
    state_out[2 * i] = (float) sum;
    state_out[2 * i + 1] = (float) z;
  }
};

__global__ void ftrl(const float* param, const float* state, const float* grad, const float* rate, float* param_out,
                     float* state_out, double alpha, double beta, double lambda1, double lambda2, long long n) {
  Ftrl all = {param, state, grad, rate, param_out, state_out, n};
  if (rate) alpha = rate[0];
  FOR_EACH(i, n) all.at(i, alpha, beta, lambda1, lambda2);
}

__global__ void ftrl_parts(const Ftrl* parts, double alpha, double beta, double lambda1, double lambda2) {
  Ftrl part = parts[blockIdx.x];
  if (part.rate) alpha = part.rate[0];
  IN_ROW(i, part.n) part.at(i, alpha, beta, lambda1, lambda2);
}

}
