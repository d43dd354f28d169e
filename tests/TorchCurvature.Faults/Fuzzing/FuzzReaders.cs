using System.CommandLine;
using TorchCurvature.Cli;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.PyTorch.Archives;
using TorchCurvature.PyTorch.Checkpoints;
using TorchCurvature.PyTorch.Checks;
using TorchCurvature.PyTorch.Programs;
using TorchCurvature.Report.Folders;
using TorchCurvature.Report.Sections;
using TorchCurvature.Settings;
using TorchCurvature.Studies.Runs;

namespace TorchCurvature.Faults.Fuzzing;

/// <summary>The table of all readers of files: good inputs, how to read them, and the exceptions of their documentation.</summary>
internal static class FuzzReaders
{
    private static readonly Type[] s_ofData =
        [typeof(DataFormatException), typeof(SettingException), typeof(DatasetUnavailableException), typeof(InsufficientMemoryException)];

    private static readonly Type[] s_ofImages = [typeof(DataFormatException), typeof(DatasetUnavailableException)];

    private static readonly Type[] s_ofPyTorch = [typeof(PyTorchFileException), typeof(IOException)];

    private static readonly RootCommand s_command = CurvatureCommand.Root;

    /// <summary>All of them.</summary>
    /// <param name="made">Finished runs.</param>
    /// <param name="states">What runs go on from.</param>
    public static IReadOnlyList<FuzzReader> All(MadeRuns made, MadeStates states) =>
    [
        new("npz", DataExamples.Npz, ReadData, s_ofData),
        new("npy", DataExamples.Arrays, ReadData, s_ofData),
        new("csv", DataExamples.Tables, ReadData, s_ofData),
        new("idx", DataExamples.Idx, path => Release(Mnist.Load(path)), s_ofImages),
        new("cifar", DataExamples.Cifar, path => Release(Cifar10.Load(path)), s_ofImages),
        new("pt2", Assets(".pt2"), ReadProgram, s_ofPyTorch),
        new("pt", Assets(".pt"), path => StateDictFile.Read(path).Dispose(), s_ofPyTorch),
        new("safetensors", Assets(".safetensors"), path => StateDictFile.Read(path).Dispose(), s_ofPyTorch),
        new("weights", Assets(".pt2"), path => StateDictFile.Read(path).Dispose(), s_ofPyTorch),
        new("manifest", made.Manifests, path => FinishedRun.Open(path), typeof(FinishedRunException)),
        new("config", made.Configs, ReadConfig, typeof(UsageException), typeof(SettingException)),
        new("report", made.Folders, path => RunPages.Of(RunFolder.Open(path)), typeof(ReportException)),
        new("model", states.Models, states.ReadModel, typeof(InvalidDataException), typeof(FileNotFoundException)),
        new("training", states.TrainingStates, states.ReadTrainingState, typeof(InvalidDataException), typeof(FileNotFoundException)),
        new("checkpoint", states.Checkpoints, states.ReadCheckpoint, typeof(InvalidDataException), typeof(SettingException)),
        new("lanczos", states.Searches, states.ReadSearch, typeof(InvalidDataException), typeof(IOException)),
        new("state", states.States, states.ReadState, typeof(InvalidDataException), typeof(SettingException), typeof(IOException)),
        new("cell", states.Cells, path => new CellStore(path).Find(new DamagedCell()), typeof(IOException)),
        new("child", Assets("script.pt"), LoadingCheck.Require, typeof(PyTorchFileException)) { IsSlow = true },
    ];

    private static IReadOnlyList<FuzzExample> Assets(string ending) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Faults"), "*" + ending).Order(StringComparer.Ordinal)
            .Select(FuzzExample.Of),
    ];

    private static void ReadData(string path) => Release(new DataFileSpec { Path = path }.LoadAsync(seed: 0).GetAwaiter().GetResult());

    private static void Release(TrainTestSplit split)
    {
        split.Train.Dispose();
        split.Test?.Dispose();
    }

    private static void ReadProgram(string path) => ExportedProgramFile.ToTorchScript(path);

    private static void ReadConfig(string path) => ConfigFile.Expand(s_command, ["train", "--config", path, "--out", "x"]);
}
