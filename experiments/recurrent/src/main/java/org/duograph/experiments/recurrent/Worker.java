package org.duograph.experiments.recurrent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** One side of {@link InTurn}: trains when standard input says so, and answers in one line. */
public final class Worker {
    private Worker() {}

    /**
     * Obeys until the input ends: {@code describe}, {@code check}, {@code gradients STEPS}, {@code
     * train STEPS}, of which the last two answer with the milliseconds that a step took.
     *
     * @param args {@code duograph} or {@code pytorch}
     */
    public static void main(String[] args) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err); // for whatever a framework may print
        BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Trainer trainer =
                args[0].equals("pytorch") ? new PyTorchTrainer() : new DuographTrainer()) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                answers.println(answer(trainer, order.split(" ")));
                answers.flush();
            }
        }
    }

    private static String answer(Trainer trainer, String[] words) {
        switch (words[0]) {
            case "describe" -> {
                return trainer.describe();
            }
            case "check" -> {
                return "%.4f %.4g".formatted(trainer.step(false), trainer.gradientSquares());
            }
            default -> {
                int steps = Integer.parseInt(words[1]);
                long start = System.nanoTime();
                for (int i = 0; i < steps; i++) {
                    trainer.step(words[0].equals("train"));
                }
                return "" + (System.nanoTime() - start) / 1e6 / steps;
            }
        }
    }
}
