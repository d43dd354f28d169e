using TorchCurvature.Cli;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Reporting;
using TorchCurvature.Resources;

namespace TorchCurvature.Tests.Resources;

/// <summary>
/// No compiled code of ours lets TorchSharp read a number that a finalizer may release meanwhile (see <see cref="HeldScalars"/>). What
/// TorchSharp's functions do is read from its own code, so that a new version of it is judged anew.
/// </summary>
public sealed class HeldScalarTests
{
    private static readonly string s_helper = typeof(HeldScalars).FullName!;

    [Theory]
    [InlineData(typeof(Batch))]
    [InlineData(typeof(CsvTable))]
    [InlineData(typeof(Experiment))]
    [InlineData(typeof(CurvatureCommand))]
    public void EveryNumberIsHeld(Type member)
    {
        using var scan = new ScalarScan();
        string[] violations = [.. scan.Violations(member.Assembly, s_helper).Where(v => !IsOfScripts(v))];
        Assert.True(violations.Length == 0, $"Use {s_helper}:\n{string.Join('\n', violations)}");
    }

    [Fact]
    public void OnlyTheHelperIsLetMakeNumbers()
    {
        using var scan = new ScalarScan();
        string[] violations = [.. scan.Violations(typeof(Batch).Assembly, helper: null).Where(v => !IsOfScripts(v))];
        Assert.NotEmpty(violations);
        Assert.All(violations, v => Assert.StartsWith($"{s_helper}.", v, StringComparison.Ordinal));
    }

    /// <summary>Guards the tests above: were the scan blind, they could not fail.</summary>
    [Theory]
    [InlineData(nameof(PlantedScalars.ByOperator), "calls")]
    [InlineData(nameof(PlantedScalars.ByConversion), "makes a number")]
    [InlineData(nameof(PlantedScalars.BySum), "calls")]
    [InlineData(nameof(PlantedScalars.InPlace), "calls")]
    [InlineData(nameof(PlantedScalars.ByFunction), "calls")]
    [InlineData(nameof(PlantedScalars.ByNorm), "calls")]
    [InlineData(nameof(PlantedScalars.ByFactory), "calls")]
    [InlineData(nameof(PlantedScalars.ByMethodGroup), "calls")]
    [InlineData(nameof(PlantedScalars.InLambda), "calls")]
    [InlineData(nameof(PlantedScalars.ByLayer), "makes a layer")]
    [InlineData(nameof(PlantedScalars.ByNormalization), "makes a layer")]
    [InlineData(nameof(PlantedScalars.NotHeld), "makes a number")]
    [InlineData(nameof(PlantedScalars.Held), "makes a number")]
    public void APlantedNumberIsFound(string method, string fault)
    {
        string found = Assert.Single(Planted(helper: null), v => IsIn(method, v));
        Assert.Contains(fault, found, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatMakesNoNumberIsNotAccused() =>
        Assert.DoesNotContain(Planted(helper: null), v => IsIn(nameof(PlantedScalars.Innocent), v));

    [Theory]
    [InlineData(nameof(PlantedScalars.ByConversion), false)]
    [InlineData(nameof(PlantedScalars.NotHeld), false)]
    [InlineData(nameof(PlantedScalars.Held), true)]
    [InlineData(nameof(PlantedScalars.KeptAlive), true)]
    public void TheHelperMustHoldItsNumbersToo(string method, bool isHeld)
    {
        bool isAccused = Planted(typeof(PlantedScalars).FullName).Any(v => IsIn(method, v));
        Assert.Equal(!isHeld, isAccused);
    }

    /// <summary>A version of TorchSharp without these faults needs no helper for them.</summary>
    [Theory]
    [InlineData("torch/Tensor::square()", true)]
    [InlineData("torch/Tensor::add(TorchSharp.torch/Tensor)", true)]
    [InlineData("torch/Tensor::op_Addition(TorchSharp.torch/Tensor,TorchSharp.torch/Tensor)", true)]
    [InlineData("Modules.Softplus::forward(TorchSharp.torch/Tensor)", true)]
    [InlineData("torch/Tensor::add(TorchSharp.torch/Tensor,TorchSharp.Scalar)", false)]
    [InlineData("torch/Tensor::op_Subtraction(TorchSharp.torch/Tensor,TorchSharp.torch/Tensor)", false)]
    [InlineData("Modules.Linear::forward(TorchSharp.torch/Tensor)", false)]
    public void TheFunctionsOfTorchSharpAreToldApart(string function, bool isUnheld)
    {
        using var scan = new ScalarScan();
        Assert.Equal(isUnheld, scan.UnheldInTorchSharp.Any(name => name.EndsWith($"TorchSharp.{function}", StringComparison.Ordinal)));
    }

    // Scripts are handed tensors alone, and make numbers of other arguments only.
    private static bool IsOfScripts(string violation) => violation.Contains("TorchSharp.torch/jit", StringComparison.Ordinal);

    // A lambda is compiled to a method whose name holds that of the one around it.
    private static bool IsIn(string method, string violation) =>
        violation.Contains($".{method} ", StringComparison.Ordinal) || violation.Contains($"<{method}>", StringComparison.Ordinal);

    private static List<string> Planted(string? helper)
    {
        using var scan = new ScalarScan();
        string planted = typeof(PlantedScalars).FullName!;
        IReadOnlyList<string> violations = scan.Violations(typeof(PlantedScalars).Assembly, helper);
        return [.. violations.Where(v => v.StartsWith(planted, StringComparison.Ordinal))];
    }
}
