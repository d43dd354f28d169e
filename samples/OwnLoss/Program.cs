// A loss of one's own: log cosh(f − y), which is ½(f − y)² near 0. Of a line through five points that it hits, the Hessian is that of
// least squares: the eigenvalues of the mean of (x, 1)(x, 1)ᵀ, which are 1 and ½.
using TorchCurvature;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

NativeRuntime.Configure();
using var model = nn.Linear(1, 1);
model.@double();
Tensor inputs = linspace(-1, 1, 5, float64).reshape(5, 1);
using var batch = new Batch(inputs, model.forward(inputs).detach());

var logCosh = Loss.FromExampleLosses("log-cosh", (outputs, targets) => (outputs - targets).cosh().log().sum(1));
var risk = new EmpiricalRisk(model, logCosh, [batch]);
Console.WriteLine(string.Join(" ", risk.Hessian().Spectrum().Eigenvalues));
