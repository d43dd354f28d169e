namespace TorchCurvature.Studies.Runs;

/// <summary>The seeds of a training run, all drawn from that of its problem.</summary>
/// <param name="Data">Of the data.</param>
/// <param name="Weights">Of the initial weights.</param>
/// <param name="Order">Of the order of the examples.</param>
/// <param name="Track">Of the subset whose Hessian is followed.</param>
/// <param name="Lanczos">Of the random starts of the searches for eigenvalues.</param>
internal sealed record TrainSeeds(long Data, long Weights, long Order, long Track, long Lanczos);
