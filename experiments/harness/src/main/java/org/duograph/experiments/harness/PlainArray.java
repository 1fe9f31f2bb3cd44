package org.duograph.experiments.harness;

/** No framework: the largest number of a Java array, found by a loop. It builds no nets. */
public final class PlainArray implements Framework {
    /** The name under which it is asked for. */
    public static final String NAME = "array";

    /** Finds it by name. */
    static final class Opened implements Provider {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Framework open(String variant) {
            return new PlainArray();
        }
    }

    @Override
    public String describe() {
        return "A loop over a Java array, Java " + System.getProperty("java.version");
    }

    @Override
    public ImageOrder imageOrder() {
        return ImageOrder.NCHW;
    }

    @Override
    public Model construct(Setup setup) {
        throw new UnsupportedOperationException("A plain array only does argmax");
    }

    @Override
    public Argmax argmax(int n) {
        return new Argmax() {
            @Override
            public long of(float[] numbers) {
                int largest = 0;
                for (int i = 1; i < n; i++) {
                    if (numbers[i] > numbers[largest]) {
                        largest = i;
                    }
                }
                return largest;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {}
}
