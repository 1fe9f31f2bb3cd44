import static org.bytedeco.pytorch.global.torch.mse_loss;
import static org.bytedeco.pytorch.global.torch.tensor;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * One step of gradient descent: w and b of y = w x + b, from 0 towards the line through (1, 3), (2,
 * 5), (3, 7), (4, 9). Half the mean squared error falls from 20.5 to 14.2266.
 */
final class FirstStep {
    public static void main(String[] args) {
        try (PointerScope memory = new PointerScope()) {
            Tensor x = tensor(1f, 2f, 3f, 4f).reshape(4, 1);
            Tensor truth = tensor(3f, 5f, 7f, 9f).reshape(4, 1);
            LinearImpl line = new LinearImpl(1, 1);
            line.weight().detach().zero_();
            line.bias().detach().zero_();
            SGD optimizer = new SGD(line.parameters(), new SGDOptions(0.02));

            Tensor loss = halfMeanSquare(line.forward(x), truth);
            System.out.println("loss before the step: " + loss.item_float());
            loss.backward();
            optimizer.step();
            Tensor after = halfMeanSquare(line.forward(x), truth);
            System.out.println("loss after the step: " + after.item_float());
        }
    }

    private static Tensor halfMeanSquare(Tensor y, Tensor truth) {
        return mse_loss(y, truth).mul(new Scalar(0.5));
    }
}
