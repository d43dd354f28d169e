using TorchCurvature.Curvature.Matrices;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Curvature;

/// <summary>
/// The curvature matrices of f = V tanh(W x + u) + b in 32 digits, from the formulas of the Jacobian and of the second derivatives of each
/// output, rounded once at the end. Shares nothing with the library.
/// </summary>
internal static class ExtendedCurvature
{
    /// <summary>The four matrices [P, P] in float64; w is W row by row, then u, V row by row and b.</summary>
    public static IReadOnlyDictionary<CurvatureMatrix, Tensor> Of(
        double[] w, double[][] inputs, Func<DoubleDouble[], int, DoubleDouble[]> gradient, Func<DoubleDouble[], DoubleDouble[,]> hessian,
        int hidden, int outputs)
    {
        int d = inputs[0].Length, p = w.Length, u = hidden * d, v = u + hidden, b = v + (outputs * hidden);
        var g = new DoubleDouble[p, p];
        var f = new DoubleDouble[p, p];
        var c = new DoubleDouble[p, p];
        for (int n = 0; n < inputs.Length; n++)
        {
            DoubleDouble[] a = new DoubleDouble[hidden], slope = new DoubleDouble[hidden], bend = new DoubleDouble[hidden],
                output = new DoubleDouble[outputs];
            for (int j = 0; j < hidden; j++)
            {
                DoubleDouble z = w[u + j];
                for (int i = 0; i < d; i++)
                {
                    z += (DoubleDouble)w[(j * d) + i] * inputs[n][i];
                }

                a[j] = DoubleDouble.Tanh(z);
                slope[j] = 1 - (a[j] * a[j]);
                bend[j] = -2 * a[j] * slope[j];
            }

            var jacobian = new DoubleDouble[outputs, p];
            for (int k = 0; k < outputs; k++)
            {
                output[k] = w[b + k];
                jacobian[k, b + k] = 1;
                for (int j = 0; j < hidden; j++)
                {
                    double weight = w[v + (k * hidden) + j];
                    output[k] += weight * a[j];
                    jacobian[k, v + (k * hidden) + j] = a[j];
                    jacobian[k, u + j] = weight * slope[j];
                    for (int i = 0; i < d; i++)
                    {
                        jacobian[k, (j * d) + i] = weight * slope[j] * inputs[n][i];
                    }
                }
            }

            DoubleDouble[] ofOutputs = gradient(output, n);
            DoubleDouble[,] secondOfOutputs = hessian(output);
            var ofExample = new DoubleDouble[p];
            var weighted = new DoubleDouble[outputs, p];
            for (int s = 0; s < p; s++)
            {
                for (int k = 0; k < outputs; k++)
                {
                    ofExample[s] += ofOutputs[k] * jacobian[k, s];
                    for (int l = 0; l < outputs; l++)
                    {
                        weighted[k, s] += secondOfOutputs[k, l] * jacobian[l, s];
                    }
                }
            }

            for (int s = 0; s < p; s++)
            {
                for (int t = 0; t < p; t++)
                {
                    c[s, t] += ofExample[s] * ofExample[t];
                    for (int k = 0; k < outputs; k++)
                    {
                        g[s, t] += jacobian[k, s] * weighted[k, t];
                    }
                }
            }

            for (int j = 0; j < hidden; j++)
            {
                for (int k = 0; k < outputs; k++)
                {
                    int ofV = v + (k * hidden) + j;
                    for (int i = 0; i <= d; i++)
                    {
                        int row = i < d ? (j * d) + i : u + j;
                        double x = i < d ? inputs[n][i] : 1;
                        DoubleDouble mixed = ofOutputs[k] * slope[j] * x;
                        f[ofV, row] += mixed;
                        f[row, ofV] += mixed;
                        for (int m = 0; m <= d; m++)
                        {
                            f[row, m < d ? (j * d) + m : u + j] += ofOutputs[k] * w[ofV] * bend[j] * x * (m < d ? inputs[n][m] : 1);
                        }
                    }
                }
            }
        }

        return new Dictionary<CurvatureMatrix, Tensor>
        {
            [CurvatureMatrices.Hessian] = Rounded((s, t) => g[s, t] + f[s, t]),
            [CurvatureMatrices.GaussNewton] = Rounded((s, t) => g[s, t]),
            [CurvatureMatrices.Functional] = Rounded((s, t) => f[s, t]),
            [CurvatureMatrices.EmpiricalFisher] = Rounded((s, t) => c[s, t]),
        };

        Tensor Rounded(Func<int, int, DoubleDouble> entry)
        {
            double[,] values = new double[p, p];
            for (int s = 0; s < p; s++)
            {
                for (int t = 0; t <= s; t++)
                {
                    DoubleDouble mean = entry(s, t) / inputs.Length;
                    values[s, t] = mean.High;
                    values[t, s] = mean.High;
                }
            }

            return tensor(values);
        }
    }
}
