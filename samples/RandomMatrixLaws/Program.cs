// A sample covariance matrix of 500 variables and 2,000 samples beside its law: the bulk of Marchenko and Pastur ends at (1 + ½)², and a
// single large eigenvalue 3 of the population shows at 3(1 + ¼/2).
using TorchCurvature.RandomMatrix;
using TorchCurvature.Resources;
using TorchCurvature.Spectra;
using static TorchSharp.torch;

NativeRuntime.Configure();
using var generator = new Generator(1);
double[] population = [3, .. Enumerable.Repeat(1.0, 499)];
Spectrum spectrum = SampleCovariance.Sample(population, samples: 2000, generator);

var law = new SpikedCovariance(aspectRatio: 0.25);
OutlierPrediction spike = law.Predict(3);
Console.WriteLine($"outlier: {spectrum.Eigenvalues[0]} beside {spike.Place}");
Console.WriteLine($"edge: {spectrum.Eigenvalues[1]} beside {law.Bulk.UpperEdge}");
Console.WriteLine($"distance from the law: {KolmogorovSmirnov.Distance(spectrum.Eigenvalues.Skip(1), law.Bulk)}");
