package org.duograph.backend.vector;

import org.duograph.backend.vector.Drawing.Span;
import org.duograph.tensor.Shape;

/** Products of plain matrices, one or many. */
final class MatMulKernels implements KernelFamily {
    @Override
    public void draw(Drawing d) {
        Shape y = d.outShape(0);
        boolean many = d.node().op().type().equals("BatchMatMul");
        boolean turnedA = d.attrs().flag("trans_a");
        int m = many ? y.dim(-2) : y.dim(0);
        int n = many ? y.dim(-1) : y.dim(1);
        int k = many ? d.inShape(0).dim(turnedA ? -2 : -1) : d.inShape(0).intSize() / m;
        int batch = y.intSize() / (m * n);
        Gemm gemm =
                new Gemm(m, n, k, turnedA, d.attrs().flag("trans_b"), batch == 1 ? d.threads() : 1);
        int scratch = d.scratch(gemm.scratch() * d.threads());
        d.loop(
                arrays -> {
                    Span a = arrays.in(0);
                    Span b = arrays.in(1);
                    Span c = arrays.out(0);
                    Span s = arrays.scratch(scratch);
                    int parts = gemm.parts();
                    return arrays.task(
                                    batch * parts,
                                    (part, worker) -> {
                                        int i = part / parts;
                                        int free = s.start() + worker * gemm.scratch();
                                        gemm.run(
                                                part % parts,
                                                a,
                                                i * m * k,
                                                b,
                                                i * k * n,
                                                c,
                                                i * m * n,
                                                s.array(),
                                                free,
                                                false);
                                    })
                            ::run;
                });
    }
}
