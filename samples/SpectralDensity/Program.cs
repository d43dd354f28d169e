// What lies between the ends of a spectrum, from Hessian-vector products alone: how many eigenvalues are negative, and the trace, each
// with its 95 % interval.
using TorchCurvature;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;

NativeRuntime.Configure();
using TrainTestSplit blobs = GaussianBlobs.Generate(classes: 4, dimension: 20, samples: 200);
using var model = MultilayerPerceptron.Create(20, [10], 4, Activation.Tanh, seed: 1);
using Batches batches = blobs.Train.Batches();
var risk = new EmpiricalRisk(model, new CrossEntropy(), batches);

using ExtremalEigenPairs ends = risk.Hessian().Ends();
SpectralDensity density = risk.Hessian().Density(known: ends);
Estimate negative = density.CountNegative(threshold: 1e-3), trace = risk.Hessian().Trace(known: ends);
Console.WriteLine($"below −0.001: {negative.Value}, from {negative.Lower} to {negative.Upper}, of {density.Dimension}");
Console.WriteLine($"trace: {trace.Value}, from {trace.Lower} to {trace.Upper}");
