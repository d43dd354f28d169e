using TorchCurvature.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Losses;

public sealed class LossWordsTests
{
    public static TheoryData<string> Words => [.. LossWords.All.Select(loss => loss.Name)];

    [Theory, MemberData(nameof(Words))]
    public void EveryWordFindsItsLoss(string word)
    {
        Loss loss = LossWords.Find(word);
        Assert.Equal(word, loss.Name);
        Assert.NotEqual("", loss.Description);
    }

    [Fact]
    public void AnUnknownWordIsAnsweredWithTheKnownOnes() => Assert.Contains(
        string.Join(", ", LossWords.All.Select(loss => loss.Name)), Assert.Throws<ArgumentException>(() => LossWords.Find("hinge")).Message,
        StringComparison.Ordinal);

    [Theory, MemberData(nameof(Words))]
    public void TheRankInTheOutputsIsThatOfTheirHessian(string word)
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(3);
        Loss loss = LossWords.Find(word);
        Tensor outputs = randn([6, 5], float64, generator: generator);
        Tensor hessians = loss.OutputHessian(outputs, tensor(new long[] { 0, 1, 2, 3, 4, 0 }));
        for (long n = 0; n < 6; n++)
        {
            Assert.Equal(loss.OutputRank(5), linalg.eigvalsh(hessians[n]).data<double>().Count(e => e > 1e-12));
        }
    }

    [Fact]
    public void ALossOfAFunctionHasFullRankUnlessItSaysOtherwise()
    {
        Loss loss = Loss.FromExampleLosses("own", (f, _) => f.sum(1));
        Assert.Equal(("own", 7), (loss.Description, loss.OutputRank(7)));
    }
}
