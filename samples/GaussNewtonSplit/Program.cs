// H = G + F: the Gauss–Newton part and the functional part. Of N examples and C classes under cross-entropy, G has rank N(C − 1) at
// most: here 10, of 51 parameters.
using TorchCurvature;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

NativeRuntime.Configure();
random.manual_seed(1);
using var model = MultilayerPerceptron.Create(4, [6], 3, Activation.Tanh, seed: 1, float64);
using var batch = new Batch(randn(5, 4, float64), tensor([0L, 1, 2, 0, 1]));
var risk = new EmpiricalRisk(model, new CrossEntropy(), [batch]);

Show("H", risk.Hessian());
Show("G", risk.GaussNewton());
Show("F", risk.FunctionalHessian());

static void Show(string name, RiskCurvature curvature)
{
    Spectrum spectrum = curvature.Spectrum();
    int rank = spectrum.NumericalRank(1e-9 * spectrum.SpectralNorm);
    Console.WriteLine($"{name}: trace {spectrum.Mean * spectrum.Dimension}, rank {rank}, {spectrum.NegativeCount} negative");
}
