using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Eigensolvers;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Settings;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies.Runs;

public sealed class SpectrumStateTests : IDisposable
{
    private static readonly SpectrumSpec s_spec = new()
    {
        Problem = new ProblemSpec
        {
            Data = new BlobsSpec { Samples = 30, Classes = 3, Dimension = 4 },
            Model = new MlpSpec { Hidden = [3], Activation = Activation.Tanh },
        },
        Training = new TrainingOptions { MaxSteps = 5, StopGradientNorm = 0 },
        TrainingPrecision = WorkingPrecision.Float64,
        Method = SpectrumMethod.Density,
        Lanczos = new LanczosOptions { Top = 2, Bottom = 2, BlockSize = 2 },
        Quadrature = new QuadratureOptions { WassersteinError = 0.3 },
        Moments = new MomentOptions { RelativeError = 0.3 },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ARunGoesOnWithTheSameOptionsOnly()
    {
        RunDirectory directory = Open();
        Assert.Contains(
            "holds no interrupted run",
            Assert.Throws<SettingException>(() => SpectrumState.Continue(directory, [])).Message, StringComparison.Ordinal);
        Assert.Throws<SettingException>(() => SpectrumState.FormerMethod(directory));
        var begun = new JsonObject { ["top"] = 2, ["seed"] = 1.5, ["data-dir"] = "here", ["out"] = "a", ["split"] = null, ["extra"] = "x" };
        SpectrumState.Begin(directory, begun, SpectrumMethod.Lanczos, probesSideBySide: 3);
        Assert.Equal(SpectrumMethod.Lanczos, SpectrumState.FormerMethod(directory));

        var same = new JsonObject
        {
            ["extra"] = "x",
            ["top"] = 2,
            ["seed"] = 1.5,
            ["data-dir"] = "there",
            ["out"] = "b",
            ["resume"] = true,
            ["new"] = null,
        };
        var state = SpectrumState.Continue(directory, same);
        Assert.Equal((SpectrumMethod.Lanczos, 3), (state.Method, state.ProbesSideBySide));

        var other = new JsonObject { ["top"] = 3, ["seed"] = 1.5, ["split"] = true };
        Assert.Equal(
            "--resume: the interrupted run had other values of --top, --split, --extra. "
                + "Give the same options, or begin anew without --resume.",
            Assert.Throws<SettingException>(() => SpectrumState.Continue(directory, other)).Message);
        state.Remove();
        Assert.Throws<SettingException>(() => SpectrumState.FormerMethod(directory));
    }

    /// <summary>Cancelled in the density before the training or after it.</summary>
    [Theory]
    [InlineData(PointNames.Initial)]
    [InlineData(PointNames.Final)]
    public async Task ARunThatWasCancelledInADensityGoesOnToTheSameBits(string point)
    {
        using Problem problem = await s_spec.Problem.LoadAsync();
        using var live = new LiveTensors();
        using var whole = new SpectrumOutcome(s_spec);
        Study(problem, whole, new HeardSpectra()).Run(directory: null, [], resume: false, CancellationToken.None);

        using var source = new CancellationTokenSource();
        int probes = 0;
        using (var cancelled = new SpectrumOutcome(s_spec with { Method = SpectrumMethod.Density }))
        {
            var heard = new HeardSpectra(onProbe: subject =>
            {
                probes += subject == point ? 1 : 0;
                if (probes == 12)
                {
                    source.Cancel();
                }
            });
            Assert.ThrowsAny<OperationCanceledException>(
                () => Study(problem, cancelled, heard).Run(Open(), [], resume: false, source.Token));
            Assert.Equal(point == PointNames.Initial, cancelled.Training is null);
        }

        Assert.True(File.Exists(_folder["run/" + SpectrumState.OptionsFile]));
        using var again = new SpectrumOutcome(s_spec with { Method = SpectrumMethod.Auto });
        SpectrumStudy goesOn = Study(problem, again, new HeardSpectra());
        goesOn.Run(Open(), [], resume: true, CancellationToken.None);
        Assert.Equal((SpectrumMethod.Density, "The interrupted run took it."), (again.Spec.Method, again.MethodReason));
        Assert.Equal(whole.Training!.Reason, again.Training!.Reason);
        foreach ((ProductResult expected, ProductResult actual) in whole.Products.Zip(again.Products))
        {
            Assert.Equal(expected.Train.Loss, actual.Train.Loss);
            Assert.Equal(expected.Pairs.Pairs, actual.Pairs.Pairs);
            TensorAssert.SameBits(expected.Pairs.Vectors, actual.Pairs.Vectors);
            Assert.Equal(expected.Density!.Probes.SelectMany(p => p.Nodes), actual.Density!.Probes.SelectMany(p => p.Nodes));
            Assert.Equal(expected.Estimates, actual.Estimates);
        }

        Assert.Equal(2, again.Products.Count);

        // Until whoever asked has written it, the folder can go on.
        Assert.True(Directory.Exists(_folder["run/state"]));
        goesOn.Forget();
        Assert.False(Directory.Exists(_folder["run/state"]));
    }

    private static SpectrumStudy Study(Problem problem, SpectrumOutcome outcome, ISpectrumObserver observer) =>
        new(problem, outcome, observer, CPU);

    private RunDirectory Open() => RunDirectory.Open(_folder["run"], overwrite: false);
}
