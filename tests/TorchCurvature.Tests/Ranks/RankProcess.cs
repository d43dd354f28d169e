namespace TorchCurvature.Tests.Ranks;

/// <summary>A process of several.</summary>
/// <param name="Id">What the system calls it.</param>
/// <param name="Rank">What the launcher calls it.</param>
internal sealed record RankProcess(int Id, int Rank);
