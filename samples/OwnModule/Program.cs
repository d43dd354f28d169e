// The Hessian of a network that no closed form knows: once whole, once from products with it. Both say the same.
using OwnModule;
using TorchCurvature;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

NativeRuntime.Configure();
random.manual_seed(1);
using var model = new SkipNetwork();
model.@double();
using var batch = new Batch(randn(100, 6, float64), randint(3, 100));
var risk = new EmpiricalRisk(model, new CrossEntropy(), [batch]);

Spectrum spectrum = risk.Hessian().Spectrum();
Console.WriteLine($"{spectrum.Dimension} parameters");
Console.WriteLine($"λ max {spectrum.Largest} ± {spectrum.NoiseFloor}, of the whole matrix");

using ExtremalEigenPairs top = risk.Hessian().Top(1);
Console.WriteLine($"λ max {top.Pairs[0].Value} ± {top.Pairs[0].Radius}, from {top.Products} Hessian-vector products");
