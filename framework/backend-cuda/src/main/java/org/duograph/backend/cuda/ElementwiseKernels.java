package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;

/** Functions of one element at a time, and their gradients. */
final class ElementwiseKernels implements KernelFamily {
    private static final String MODULE = "elementwise";

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Relu" -> each("relu");
            case "ReluGradX" -> grad("relu_grad");
            case "LeakyRelu" -> each("leaky_relu", "alpha");
            case "LeakyReluGradX" -> grad("leaky_relu_grad", "alpha");
            case "ThresholdedRelu" -> each("thresholded_relu", "alpha");
            case "ThresholdedReluGradX" -> grad("thresholded_relu_grad");
            case "Elu" -> each("elu", "alpha");
            case "EluGradX" -> grad("elu_grad", "alpha");
            case "Selu" -> each("selu", "alpha", "scale");
            case "SeluGradX" -> grad("selu_grad", "alpha", "scale");
            case "Swish" -> each("swish");
            case "SwishGradX" -> grad("swish_grad");
            case "Sigmoid" -> each("sigmoid");
            case "SigmoidGradX" -> grad("sigmoid_grad");
            case "Tanh" -> each("tanh_of");
            case "TanhGradX" -> grad("tanh_grad");
            case "Softplus" -> each("softplus");
            case "SoftplusGradX" -> grad("softplus_grad");
            case "Softsign" -> each("softsign");
            case "SoftsignGradX" -> grad("softsign_grad");
            case "Abs" -> eachOfNumbers("abs");
            case "AbsGradX" -> grad("abs_grad");
            case "Sign" -> eachOfNumbers("sign");
            case "Negative" -> eachOfNumbers("negative");
            case "Sqr" -> each("sqr");
            case "SqrGradX" -> grad("sqr_grad");
            case "Sqrt" -> each("sqrt_of");
            case "SqrtGradX" -> grad("sqrt_grad");
            case "Cube" -> each("cube");
            case "CubeGradX" -> grad("cube_grad");
            case "Exp" -> each("exp_of");
            case "ExpGradX" -> grad("exp_grad");
            case "Log" -> each("log_of");
            case "LogGradX" -> grad("log_grad");
            case "Sin" -> each("sin_of");
            case "SinGradX" -> grad("sin_grad");
            case "Cos" -> each("cos_of");
            case "CosGradX" -> grad("cos_grad");
            case "Floor" -> each("floor_of");
            case "Ceil" -> each("ceil_of");
            case "Round" -> each("round_of");
            case "Tan" -> each("tan_of");
            case "Asin" -> each("asin_of");
            case "Acos" -> each("acos_of");
            case "Atan" -> each("atan_of");
            case "Sinh" -> each("sinh_of");
            case "Cosh" -> each("cosh_of");
            case "Asinh" -> each("asinh_of");
            case "Acosh" -> each("acosh_of");
            case "Atanh" -> each("atanh_of");
            case "Log1p" -> each("log1p_of");
            case "Expm1" -> each("expm1_of");
            case "Erf" -> each("erf_of");
            case "Clip" -> each("clip", "min", "max");
            case "ClipGradX" -> grad("clip_grad", "min", "max");
            case "Scale" -> each("scale", "scale");
            case "IsNaN" -> question("is_nan");
            case "IsInf" -> question("is_inf");
            case "Not" ->
                    Entry.ofAnyType(Elements::readsTruth, d -> overwriting(d, "not_of").add());
            default -> null;
        };
    }

    /** {@code Y = f(X)}; the kernel reads these attributes. */
    private static Entry each(String kernel, String... attrs) {
        return Entry.of(d -> overwriting(d, kernel, attrs).add());
    }

    /** The same of whole numbers too. */
    private static Entry eachOfNumbers(String kernel) {
        return Entry.ofAnyType(
                Elements::readsNumbers,
                d -> overwriting(d, kernel + Elements.suffix(d.node().input(0))).add());
    }

    /** {@code dX = dY * slope}, the slope being a function of input 0, X or Y. */
    private static Entry grad(String kernel, String... attrs) {
        return Entry.of(
                d -> {
                    d.mayOverwrite(0, 1);
                    overwriting(d, kernel, attrs).add();
                });
    }

    /** Truth values about numbers, which are of another size. */
    private static Entry question(String kernel) {
        return Entry.ofAnyType(
                node -> HostKernel.isFloat(node.input(0)), d -> launch(d, kernel).add());
    }

    private static Launch overwriting(Draft d, String kernel, String... attrs) {
        d.mayOverwrite(0, 0);
        return launch(d, kernel, attrs);
    }

    private static Launch launch(Draft d, String kernel, String... attrs) {
        long n = d.outSize(0);
        Launch launch = d.launch(MODULE, kernel).over(n);
        for (int i = 0; i < d.inputs(); i++) {
            launch.in(i);
        }
        launch.out(0);
        for (String attr : attrs) {
            launch.real((float) d.attrs().f(attr));
        }
        return launch.whole(n);
    }
}
