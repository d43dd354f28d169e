using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Blocks;
using TorchCurvature.Experiments.Branches;
using TorchCurvature.Experiments.ClassLevels;
using TorchCurvature.Experiments.EdgeOfStability;
using TorchCurvature.Experiments.LinearRanks;
using TorchCurvature.Experiments.Normalization;
using TorchCurvature.Experiments.TopSubspace;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Studies;
using TorchCurvature.Tests.Contracts;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Experiments;

/// <summary>What the cells of later papers measure, against closed forms and other ways to the same number.</summary>
public sealed class LaterCellTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void RanksOfALinearNetworkAreThoseOfTheFormulasAndNoTensorIsLeft()
    {
        var cell = new LinearNetworkCell(6, 30, [5, 4], 3, HasBiases: false, Seed: 3);
        MeasuredRanks ranks;
        using (LiveTensors live = new())
        {
            ranks = cell.Compute(_ => { }, Cancellation);
        }

        Assert.Equal((6 * 5) + (5 * 4) + (4 * 3), ranks.Parameters);
        Assert.Equal((6, 3), (ranks.InputRank, ranks.ResidualRank));
        Assert.Equal(3 * (6 + 3 - 3), ranks.GaussNewton); // q = 3
        Assert.Equal((2 * 3 * (9 + 3)) - (3 * 9), ranks.Functional);
        Assert.True(ranks.SmallestCounted > 1e3 * ranks.LargestLeft);
        MeasuredRanks biased = (cell with { HasBiases = true }).Compute(_ => { }, Cancellation);
        Assert.Equal((3 * (6 + 3 - 3)) + 3, biased.GaussNewton);
        Assert.Equal(ranks.Parameters + 5 + 4 + 3, biased.Parameters);
    }

    [Fact]
    public async Task TheFirstLookIsAtTheNetworkThatTheSeedDraws()
    {
        var cell = new DescentCell(5, 20, 3, Spread: 10, [6], LearningRate: 0.1, Steps: 4, StepsBetween: 2, Seed: 1);
        DescentLooks looks = cell.Compute(_ => { }, Cancellation);
        Assert.Equal([0, 2, 4], looks.Looks.Select(l => l.Step));

        var spec = new ProblemSpec
        {
            Data = new BlobsSpec { Classes = 3, Dimension = 5, Samples = 20, Spread = 10 },
            Model = new MlpSpec { Hidden = [6], Activation = Activation.Tanh },
            Loss = new SquaredErrorSpec(),
            Seed = 1,
        };
        using Problem problem = await spec.LoadAsync(cancellation: Cancellation);
        using nn.Module<Tensor, Tensor> model = problem.CreateModel(WorkingPrecision.Float64, CPU);
        using Batches batches = problem.Train.Batches();
        var risk = new EmpiricalRisk(model, problem.Loss, batches);
        Assert.Equal(risk.Hessian().Spectrum(cancellation: Cancellation).Largest, looks.Looks[0].Sharpness, 1e-3);
        Assert.Equal(risk.Evaluate().Loss, looks.Looks[0].Loss, 1e-12);
    }

    [Fact]
    public void LevelsAreThoseOfTheClosedFormOfSoftmaxRegression()
    {
        const int Classes = 3, Inputs = 2, Samples = 9;
        using DisposeScope scope = NewDisposeScope();
        manual_seed(5);
        Tensor x = randn(Samples, Inputs, ScalarType.Float64);
        Tensor y = tensor([0L, 1, 2, 0, 1, 2, 0, 0, 1]);
        using nn.Module<Tensor, Tensor> model = nn.Linear(Inputs, Classes, hasBias: false, dtype: ScalarType.Float64);
        using Batch first = new(x[..4], y[..4]), second = new(x[4..], y[4..]);
        var risk = new EmpiricalRisk(model, new CrossEntropy(), [first, second]);
        using var levels = LevelRows.Compute(risk);

        // g_{n,c} = (e_c − p_n) ⊗ x_n, by hand.
        double[,] w = Read(model.parameters().Single()), data = Read(x);
        var sums = new double[Classes, Classes, Classes * Inputs];
        var weights = new double[Classes, Classes];
        long[] labels = [.. y.data<long>()];
        for (int n = 0; n < Samples; n++)
        {
            double[] e = [.. Enumerable.Range(0, Classes).Select(c => Math.Exp((w[c, 0] * data[n, 0]) + (w[c, 1] * data[n, 1])))];
            double[] p = [.. e.Select(v => v / e.Sum())];
            for (int c = 0; c < Classes; c++)
            {
                weights[labels[n], c] += p[c] / Samples;
                for (int k = 0; k < Classes * Inputs; k++)
                {
                    double g = ((k / Inputs == c ? 1 : 0) - p[k / Inputs]) * data[n, k % Inputs];
                    sums[labels[n], c, k] += p[c] * g / Samples;
                }
            }
        }

        double[,] ofClasses = Read(levels.OfClasses), across = Read(levels.AcrossClasses);
        int row = 0;
        for (int label = 0; label < Classes; label++)
        {
            int[] others = [.. Enumerable.Range(0, Classes).Where(c => c != label)];
            double weight = others.Sum(c => weights[label, c]);
            double Mean(int k) => others.Sum(c => sums[label, c, k]) / weight;
            for (int k = 0; k < Classes * Inputs; k++)
            {
                Assert.Equal(Math.Sqrt(weight) * Mean(k), ofClasses[label, k], 1e-12);
                for (int i = 0; i < others.Length; i++)
                {
                    double deviation = (sums[label, others[i], k] / weights[label, others[i]]) - Mean(k);
                    Assert.Equal(Math.Sqrt(weights[label, others[i]]) * deviation, across[row + i, k], 1e-12);
                }
            }

            row += others.Length;
        }
    }

    [Fact]
    public void SharesOfTheLevelsAreNoMoreThanAllOfAnEigenvalue()
    {
        var cell = new LevelCell(4, 40, 3, Spread: 10, Hidden: 5, MaxSteps: 30, StopGradientNorm: 0, Seed: 0);
        LevelSpectrum spectrum = cell.Compute(_ => { }, Cancellation);
        Assert.All(spectrum.FromClasses.Zip(spectrum.AcrossClasses), share =>
        {
            Assert.InRange(share.First, 0, 1 + 1e-9);
            Assert.InRange(share.Second, 0, 1 + 1e-9);
            Assert.InRange(share.First + share.Second, 0, 1 + 1e-9);
        });
    }

    [Fact]
    public void BranchesBeginAtTheEndOfTheTraining()
    {
        var cell = new SubspaceCell(
            4, 30, 3, Spread: 10, [5], LearningRate: 0.1, BatchSize: 10, Steps: 4, StepsBetween: 2, BranchSteps: 3, Seed: 0);
        SubspaceRun run = cell.Compute(_ => { }, Cancellation);
        Assert.Equal([0, 2, 4], run.Looks.Select(l => l.Step));
        double last = run.Looks[^1].Loss;
        Assert.All((IReadOnlyList<double>[])[run.All, run.Dominant, run.Bulk], branch =>
        {
            Assert.Equal(last, branch[0]);
            Assert.Equal(4, branch.Count);
        });
        Assert.NotEqual(run.Dominant[^1], run.Bulk[^1]);
        Assert.All(run.Looks, look => Assert.InRange(look.Share, 0, 1));
    }

    [Fact]
    public void BatchesOfAPassHoldEveryExampleOnceAndFollowFromTheSeed()
    {
        using DisposeScope scope = NewDisposeScope();
        using var data = new Dataset("numbers", arange(9, ScalarType.Float64).reshape(9, 1), zeros(9, ScalarType.Int64), classCount: 1);
        using BatchOrder order = new(data, 3, seed: 4), same = new(data, 3, seed: 4), other = new(data, 3, seed: 5);
        double[] pass = Draw(order, 3);
        Assert.Equal(Enumerable.Range(0, 9).Select(i => (double)i), pass.Order());
        Assert.Equal(pass, Draw(same, 3));
        Assert.NotEqual(pass, Draw(other, 3));
        Assert.NotEqual(pass, Draw(order, 3));

        static double[] Draw(BatchOrder from, int batches) =>
        [
            .. Enumerable.Range(0, batches).SelectMany(_ =>
            {
                using Batch batch = from.Next();
                return batch.Inputs.data<double>().ToArray();
            }),
        ];
    }

    [Fact]
    public void OrdersThatPartAtTheEndEndInOneNetwork()
    {
        var cell = new BranchCell(
            3, 40, Clusters: 4, Classes: 2, Spread: 3, [6], LearningRate: 0.2, BatchSize: 10, Steps: 30, Parts: [0, 30], Seed: 2);
        BranchResult result = cell.Compute(_ => { }, Cancellation);
        BranchingPoint last = result.Points[1];
        Assert.Equal((30, 0, 0), (last.Step, last.TrainError, last.TestError));
        Assert.InRange(last.TrainLoss, 0, 1e-6); // the rounding of (1 − α)w + αw
        Assert.InRange(last.TestLoss, 0, 1e-6);
        Assert.Equal(0, result.Points[0].Step);
        Assert.All((double[])[result.Points[0].TrainLoss, result.Points[0].TestLoss], barrier => Assert.True(barrier >= 0));
    }

    [Fact]
    public void OnlyBatchNormalizationTellsBothLossesApart()
    {
        var cell = new NormalizationCell(4, 30, 3, Spread: 10, [5], IsNormalized: false, LearningRate: 0.1, BatchSize: 10, 20, Seed: 0);
        NormalizedSpectra plain = cell.Compute(_ => { }, Cancellation);
        Assert.Equal(plain.WithStatistics, plain.Stored);
        Assert.Equal(((4 + 1) * 5) + ((5 + 1) * 3), plain.Stored.Count);
        NormalizedSpectra normalized = (cell with { IsNormalized = true }).Compute(_ => { }, Cancellation);
        Assert.Equal(plain.Stored.Count + (2 * 5), normalized.Stored.Count);
        Assert.NotEqual(normalized.WithStatistics, normalized.Stored);

        // What a linear layer adds to all examples of a batch its normalization takes away: five biases have no part in the loss.
        double largest = normalized.WithStatistics[0];
        Assert.True(normalized.WithStatistics.Count(e => Math.Abs(e) < 1e-10 * largest) >= 5);
    }

    [Fact]
    public void EveryWeightMatrixAndKernelHasABlock()
    {
        var cell = new BlockCell(IsTransformer: true, Digits: false, Samples: 2, Width: 4, Depth: 1, Seed: 1);
        BlockSpectra spectra = cell.Compute(_ => { }, Cancellation);
        Assert.Equal(9, spectra.Blocks.Count); // both embeddings, four of the attention, two of the hidden layer, the last
        Assert.Equal(4, spectra.Blocks.Count(b => b.Eigenvalues.Count == 16));
        Assert.All(spectra.Blocks, block => Assert.Equal(block.Eigenvalues.OrderDescending(), block.Eigenvalues));
        BlockSpectra noise = (cell with { IsTransformer = false, Samples = 10, Width = 2, Depth = 2 }).Compute(_ => { }, Cancellation);
        Assert.Equal([9 * 2, 9 * 2 * 2, 2 * 3 * 3 * 10], noise.Blocks.Select(b => b.Eigenvalues.Count));
    }

    private static double[,] Read(Tensor matrix)
    {
        double[] all = [.. matrix.detach().contiguous().data<double>()];
        var read = new double[matrix.shape[0], matrix.shape[1]];
        Buffer.BlockCopy(all, 0, read, 0, all.Length * sizeof(double));
        return read;
    }
}
