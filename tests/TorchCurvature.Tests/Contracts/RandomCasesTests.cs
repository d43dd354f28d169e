using CsCheck;
using Xunit.Sdk;

namespace TorchCurvature.Tests.Contracts;

public sealed class RandomCasesTests
{
    private static readonly Gen<int> s_numbers = Gen.Int[0, 1_000_000];

    [Fact]
    public void ASeedDecidesAllCases()
    {
        Assert.Equal(Drawn(20261129), Drawn(20261129));
        Assert.Empty(Drawn(20261129).Intersect(Drawn(20261130)));
    }

    [Fact]
    public void AFailureNamesTheSeedThatRepeatsIt()
    {
        int third = Drawn(5)[2];
        XunitException failure = Assert.Throws<XunitException>(() => s_numbers.AllHold(10, n => Assert.NotEqual(third, n), seed: 5));
        Assert.Contains($"Case 3 of 10 fails: {third}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("TORCHCURVATURE_SEED=5", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12", "true", 12)]
    [InlineData("", "true", 1)]
    [InlineData(null, "", 20261129)]
    [InlineData(null, null, 20261129)]
    public void TheSeedIsTheGivenOneOrFixedInCIOrTheDays(string? given, string? ci, long seed) =>
        Assert.Equal((ulong)seed, RandomCases.SeedOf(given, ci, new DateTime(2026, 11, 29, 12, 0, 0, DateTimeKind.Utc)));

    private static List<int> Drawn(ulong seed)
    {
        List<int> numbers = [];
        s_numbers.AllHold(10, numbers.Add, seed);
        return numbers;
    }
}
