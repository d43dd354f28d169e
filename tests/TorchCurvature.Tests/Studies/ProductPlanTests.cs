using TorchCurvature.Curvature;
using TorchCurvature.Curvature.Matrices;
using TorchCurvature.Curvature.Products;
using TorchCurvature.Data;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Spectra;
using TorchCurvature.Studies;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Studies;

public sealed class ProductPlanTests : IAsyncLifetime
{
    private const long Ample = 1L << 40;

    private static readonly SpectrumSpec s_spec = new()
    {
        Problem = new ProblemSpec
        {
            Data = new BlobsSpec { Samples = 30, Classes = 3, Dimension = 4 },
            Model = new MlpSpec { Hidden = [3] },
        },
        Method = SpectrumMethod.Density,
        ProductBatchSize = 8,
    };

    private Problem _problem = null!;
    private nn.Module<Tensor, Tensor> _model = null!;

    public async ValueTask InitializeAsync()
    {
        _problem = await s_spec.Problem.LoadAsync();
        _model = _problem.CreateModel(WorkingPrecision.Float64, CPU);
    }

    public ValueTask DisposeAsync()
    {
        _problem.Dispose();
        _model.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void WithAmpleMemoryAllGraphsAreKeptAndFourProbesGoSideBySide()
    {
        ProductPlan plan = For(s_spec, Ample);
        Assert.Equal((27, 4, 4), (plan.Dimension, plan.KeptGraphs, plan.ProbesSideBySide));
        Assert.Same(plan, plan.Checked());
        Assert.Equal(8, For(s_spec with { Quadrature = new QuadratureOptions { BlockSize = 8 } }, Ample).ProbesSideBySide);
        ProductPlan two = For(s_spec with { Matrix = CurvatureMatrices.Functional }, Ample);
        using Batches batches = Batches.ForProducts(_problem.Train, 8);
        var memory = new ProductMemory(new EmpiricalRisk(_model, _problem.Loss, batches));
        Assert.Equal(memory.GraphBytes(4) + memory.PassBytes, plan.PassBytes);
        Assert.Equal((2 * memory.GraphBytes(4)) + memory.PassBytes, two.PassBytes);
        Assert.True(For(s_spec with { Method = SpectrumMethod.Lanczos }, Ample).VectorBytes <= plan.VectorBytes);
    }

    /// <summary>From much memory to none: what is kept fits into half of what is left, and then the plan is refused.</summary>
    [Fact]
    public void WhatIsKeptFits()
    {
        var seen = new HashSet<int>();
        for (double available = 4e6; available > 100; available *= 0.99)
        {
            ProductPlan plan = For(s_spec with { Matrix = CurvatureMatrices.Functional }, (long)available);
            bool fits = plan.VectorBytes + plan.PassBytes <= (long)available;
            Assert.True(fits || plan.KeptGraphs == 0);
            seen.Add(plan.KeptGraphs);
            if (fits)
            {
                plan.Checked();
            }
            else
            {
                string message = Assert.Throws<InsufficientMemoryException>(() => plan.Checked()).Message;
                Assert.Contains("--batch-size-curvature", message, StringComparison.Ordinal);
            }
        }

        Assert.Contains(0, seen);
        Assert.Contains(4, seen);
    }

    private ProductPlan For(SpectrumSpec spec, long available) => ProductPlan.For(_problem, _model, _problem.Train, spec, available);
}
