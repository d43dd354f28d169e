using System.Globalization;
using System.Text.Json.Nodes;
using PureHDF;
using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Reporting;
using TorchCurvature.Reporting.Summaries;
using TorchCurvature.Settings;
using TorchCurvature.Studies;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

/// <summary>The neural tangent kernel beside an exact spectrum, against Jacobians made one output at a time.</summary>
public sealed class KernelStudyTests : IAsyncLifetime
{
    private const int Samples = 12;
    private const int Outputs = 3;

    private static readonly SpectrumSpec s_spec = new()
    {
        Problem = new ProblemSpec
        {
            Data = new BlobsSpec { Samples = Samples, Classes = Outputs, Dimension = 5 },
            Model = new MlpSpec { Hidden = [4], Activation = Activation.Tanh },
            WeightDecay = 0.1,
        },
        Kernel = true,
    };

    private readonly TemporaryFolder _folder = new();
    private Problem _problem = null!;

    public async ValueTask InitializeAsync() => _problem = await s_spec.Problem.LoadAsync();

    public ValueTask DisposeAsync()
    {
        _problem.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Of every output of every example, not divided by N, whatever loss and weight decay are.</summary>
    [Theory, InlineData("hessian"), InlineData("gauss-newton")]
    public void FilesAndManifestHaveTheKernelOfTheJacobians(string word)
    {
        SpectrumSpec spec = s_spec with { Matrix = CurvatureMatrices.Find(word) };
        using LiveTensors live = new();
        using DisposeScope scope = NewDisposeScope();
        using var outcome = new SpectrumOutcome(spec);
        nn.Module<Tensor, Tensor> model = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        using (var point = new Point(_problem, model, _problem.Train, test: null))
        {
            outcome.Add(ExactStudy.Compute(PointNames.Given, point, spec));
            Tensor jacobian = Jacobian(model, _problem.Train);
            Check(outcome, jacobian.mm(jacobian.t()));
        }

        void Check(SpectrumOutcome found, Tensor expected)
        {
            SpectrumFiles.Write(RunDirectory.Open(_folder.Path, overwrite: true), found);
            double[] values = [.. linalg.eigvalsh(expected).data<double>().Reverse()];
            double[] listed = [.. File.ReadLines(_folder["kernel.csv"]).Skip(1)
                .Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))];
            Assert.Equal("point,index,eigenvalue", File.ReadLines(_folder["kernel.csv"]).First());
            Assert.Equal(Samples * Outputs, listed.Length);
            Assert.All(values.Zip(listed), pair => Assert.Equal(pair.First, pair.Second, 1e-13 * values[0]));
            Assert.True(File.Exists(_folder["plots/kernel.svg"]));
            using var file = H5File.OpenRead(_folder["spectrum.h5"]);
            double[] stored = file.Dataset("/given/kernel").Read<double[]>();
            TensorAssert.Near(expected, tensor(stored).view(Samples * Outputs, Samples * Outputs), 1e-13 * values[0]);
            string text = RunManifest.TextOf(new SpectrumManifest(found, [], DateTimeOffset.Now, RunStatus.Finished));
            JsonNode said = JsonNode.Parse(text)!["points"]![PointNames.Given]!["kernel"]!;
            Assert.Equal(Samples * Outputs, said["size"]!.GetValue<int>());
            Assert.Equal("J Jᵀ, not divided by N", said["normalization"]!.GetValue<string>());
            Assert.Equal(expected.diagonal().sum().item<double>(), said["trace"]!.GetValue<double>(), 1e-11);
            Assert.True(said["isStored"]!.GetValue<bool>());
            Assert.Contains(SpectrumSummary.Tables(found)[0].Rows, row => row[0] == "neural tangent kernel J Jᵀ, λ max");
        }
    }

    /// <summary>Without the option there is nothing of it, and it is part of what a run says it takes.</summary>
    [Fact]
    public void ThePlanHoldsTheKernel()
    {
        using nn.Module<Tensor, Tensor> model = _problem.CreateModel(WorkingPrecision.Float64, CPU);
        using Batches batches = _problem.Train.Batches();
        var risk = new EmpiricalRisk(model, _problem.Loss, batches);
        ExactPlan with = ExactPlan.Unchecked(risk, s_spec, rotation: null), without =
            ExactPlan.Unchecked(risk, s_spec with { Kernel = false }, rotation: null);
        Assert.Equal(Samples * Outputs, with.Kernel!.Size);
        Assert.Null(without.Kernel);
        Assert.True(with.RequiredBytes > without.RequiredBytes + (8.0 * with.Kernel.Size * with.Kernel.Size));
        Assert.Contains("the neural tangent kernel of 36 outputs", with.ToString(), StringComparison.Ordinal);
        string refused = Assert.Throws<InsufficientMemoryException>(
            () => ExactPlan.Unchecked(risk, s_spec, rotation: null, availableBytes: 1000).Checked()).Message;
        Assert.Contains("leave out --kernel", refused, StringComparison.Ordinal);
        Assert.Throws<SettingException>((s_spec with { Method = SpectrumMethod.Density }).Validate);
    }

    /// <summary>A kernel over 1 GiB is not kept for the file, and its eigenvalues are found all the same.</summary>
    [Fact]
    public void AKernelThatIsTooLargeForTheFileIsNotKept()
    {
        Assert.Equal(8.0 * 11_585 * 11_585, KernelResult.KeptBytes(11_585));
        Assert.Equal(0, KernelResult.KeptBytes(11_586));
    }

    private static Tensor Jacobian(nn.Module<Tensor, Tensor> model, Dataset data)
    {
        Parameter[] parameters = [.. model.parameters()];
        List<Tensor> rows = [];
        using Batches all = data.Batches();
        Tensor outputs = model.call(all[0].Inputs);
        for (long n = 0; n < outputs.shape[0]; n++)
        {
            for (long c = 0; c < outputs.shape[1]; c++)
            {
                Array.ForEach(parameters, p => p.grad?.zero_());
                outputs[n, c].backward(retain_graph: true);
                rows.Add(cat([.. parameters.Select(p => p.grad!.flatten())]).clone());
            }
        }

        Array.ForEach(parameters, p => p.grad = null);
        return stack(rows);
    }
}
