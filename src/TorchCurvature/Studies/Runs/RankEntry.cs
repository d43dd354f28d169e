namespace TorchCurvature.Studies.Runs;

/// <summary>A numerical rank, with the threshold above which eigenvalues are counted.</summary>
internal sealed record RankEntry(double Threshold, long Rank);
