using TorchCurvature.Experiments;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Framework;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Tests.Contracts;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Experiments;

/// <summary>Several processes share the computations of an experiment.</summary>
public sealed class WorkPartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryComputationFallsToOnePart()
    {
        WorkPart[] parts = [WorkPart.Parse("1/3"), WorkPart.Parse("2/3"), WorkPart.Parse("3/3")];
        string[] keys = [.. Enumerable.Range(0, 300).Select(i => $"table1-row{i}-seed{i % 5}")];
        Assert.All(keys, key => Assert.Single(parts, part => part.Has(key)));
        // 100 each on average, with a standard deviation of 8.
        Assert.All(parts, part => Assert.InRange(keys.Count(part.Has), 60, 140));
        Assert.All(keys, key => Assert.True(WorkPart.Whole.Has(key)));
    }

    [Theory]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("-1/4")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    [InlineData("1/99999999999")]
    [InlineData("")]
    public void WhatIsNoPartIsRefusedWithAnExample(string text) =>
        Assert.Contains("like 2/4", Assert.Throws<FormatException>(() => WorkPart.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "1/1")]
    [InlineData("SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_COUNT=4", "3/4")]
    [InlineData("SLURM_ARRAY_TASK_ID=30 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_STEP=10 SLURM_ARRAY_TASK_COUNT=5", "3/5")]
    [InlineData("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_COUNT=1", "1/1")]
    [InlineData("SLURM_STEP_ID=0 SLURM_PROCID=0 SLURM_NTASKS=2", "1/2")]
    [InlineData("SLURM_STEP_ID=0 SLURM_PROCID=1 SLURM_NTASKS=2", "2/2")]
    [InlineData("SLURM_PROCID=0 SLURM_NTASKS=2", "1/1")]
    [InlineData("SLURM_STEP_ID=0 SLURM_PROCID=0 SLURM_NTASKS=1", "1/1")]
    [InlineData("OMPI_COMM_WORLD_RANK=2 OMPI_COMM_WORLD_SIZE=4", "3/4")]
    [InlineData("PMI_RANK=0 PMI_SIZE=2", "1/2")]
    [InlineData("PMI_RANK=0 PMI_SIZE=1", "1/1")]
    [InlineData("JOB_COMPLETION_INDEX=3 JOB_COMPLETIONS=8", "4/8")]
    [InlineData("JOB_COMPLETION_INDEX=3", "1/1")]
    public void AJobOfALauncherIsAPart(string environment, string part)
    {
        Dictionary<string, string> variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Split('=')).ToDictionary(words => words[0], words => words[1]);
        Assert.Equal(part, WorkPart.FromEnvironment(variables.GetValueOrDefault).ToString());
    }

    [Fact]
    public void PartsMakeWhatOneProcessMakes()
    {
        Experiment table = PaperExperiments.All.Single(e => e.Name == "table1");
        Run(table, "alone", "cells-of-one", WorkPart.Whole);
        int all = Directory.GetFiles(_folder["cells-of-one"]).Length;

        Assert.Throws<OtherPartsException>(() => Run(table, "first", "cells", WorkPart.Parse("1/2")));
        int ofFirst = Directory.GetFiles(_folder["cells"]).Length;
        Assert.InRange(ofFirst, 1, all - 1);
        Assert.Equal(all - ofFirst, Run(table, "second", "cells", WorkPart.Parse("2/2")));
        Assert.Equal(all, Directory.GetFiles(_folder["cells"]).Length);

        Assert.Equal(0, Run(table, "drawn", "cells", WorkPart.Whole));
        Assert.Equal(File.ReadAllText(_folder["alone/table1.csv"]), File.ReadAllText(_folder["drawn/table1.csv"]));
    }

    /// <summary>How many computations it made.</summary>
    private int Run(Experiment experiment, string folder, string cells, WorkPart part)
    {
        int before = Directory.Exists(_folder[cells]) ? Directory.GetFiles(_folder[cells]).Length : 0;
        var context = new ExperimentContext(Preset.Smoke, 1, 1, _folder[cells], new RecordedProgress<CellProgress>()) { Part = part };
        experiment.Run(context, RunDirectory.Open(_folder[folder], overwrite: false), TestContext.Current.CancellationToken);
        return Directory.GetFiles(_folder[cells]).Length - before;
    }
}
