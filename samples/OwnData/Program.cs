// Data from a file: a table whose last column is the target. Of a linear network under ½(f − y)², the Hessian is the mean of
// (x, 1)(x, 1)ᵀ, whatever the weights are.
using TorchCurvature;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

NativeRuntime.Configure();
string path = args.Length > 0 ? args[0] : Path.Combine(AppContext.BaseDirectory, "springs.csv");
using TrainTestSplit split = await new DataFileSpec { Path = path, Targets = TargetKind.Values }.LoadAsync(seed: 0);
using Dataset data = split.Train.To(float64);
using Batches batches = data.Batches();
using var model = nn.Linear(data.ExampleShape[0], data.OutputCount);
model.@double();

var risk = new EmpiricalRisk(model, new SquaredError(), batches);
Console.WriteLine($"{data.Count} examples of {data.ExampleShape[0]} numbers");
Console.WriteLine(string.Join(" ", risk.Hessian().Spectrum().Eigenvalues));
