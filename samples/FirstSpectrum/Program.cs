using TorchCurvature;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

NativeRuntime.Configure(); // before the first tensor
using var model = nn.Sequential(nn.Linear(10, 8), nn.Tanh(), nn.Linear(8, 3));
using var batch = new Batch(randn(200, 10), randint(3, 200)); // your inputs and labels; it disposes them
var risk = new EmpiricalRisk(model, new CrossEntropy(), [batch]);

Spectrum spectrum = risk.Hessian().Spectrum();
Console.WriteLine($"λ max {spectrum.Largest}, λ min {spectrum.Smallest}, each within {spectrum.NoiseFloor}");
Console.WriteLine($"{spectrum.NegativeCount} of {spectrum.Dimension} eigenvalues are negative beyond that");
