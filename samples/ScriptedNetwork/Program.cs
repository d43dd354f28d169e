// A network that PyTorch saved, on the data that it was trained on: net.pt of torch.jit.script, set.npz of numpy.savez.
using TorchCurvature;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.PyTorch;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using TorchSharp;
using static TorchSharp.torch;

NativeRuntime.Configure();
string folder = args.Length > 0 ? args[0] : "docs/own-model";
using var model = PyTorchFiles.Instance.Load(Path.Combine(folder, "net.pt"));
model.@double();
using TrainTestSplit split = await new DataFileSpec { Path = Path.Combine(folder, "set.npz") }.LoadAsync(seed: 0);
using Dataset data = split.Train.To(float64);
using Batches batches = data.Batches();

var risk = new EmpiricalRisk(model, new CrossEntropy(), batches);
Spectrum spectrum = risk.Hessian().Spectrum();
Console.WriteLine($"{spectrum.Dimension} parameters, loss {risk.Evaluate(withGradient: false).Loss}");
Console.WriteLine($"λ max {spectrum.Largest}, λ min {spectrum.Smallest}, each within {spectrum.NoiseFloor}");
