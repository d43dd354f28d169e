using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Tests.Data;

namespace TorchCurvature.Tests.Cli;

/// <summary>What the command refuses, in this process, through the method that the program's entry point calls.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--clases 3", "There is no option '--clases'. Did you mean '--classes'?")]
    [InlineData("-samples=3", "There is no option '-samples=3'. Did you mean '--samples'?")]
    [InlineData("--lr 0.1", "There is no option '--lr'. Did you mean '--learning-rate'?")]
    [InlineData("--wd=0.1", "There is no option '--wd=0.1'. Did you mean '--weight-decay'?")]
    [InlineData("--optim sgd", "There is no option '--optim'. Did you mean '--optimizer'?")]
    [InlineData("--nothing-of-the-kind 3", "There is no option '--nothing-of-the-kind'.")]
    [InlineData("word", "'word' belongs to no option.")]
    [InlineData(
        "--data mnits",
        "--data 'mnits' must be one of blobs, text, mnist, cifar10, and there is no such file. Did you mean 'mnist'?")]
    [InlineData("--learning-rate 0,1", "--learning-rate '0,1' is not a number, with a point for its decimals, like 0.1.")]
    [InlineData("--samples 1,000", "--samples '1,000' is not a whole number, without separators, like 1000.")]
    [InlineData("--samples 1e3", "--samples '1e3' is not a whole number, without separators, like 1000.")]
    [InlineData("--learning-rate nan", "--learning-rate 'nan' is not a number, with a point for its decimals, like 0.1.")]
    [InlineData("--learning-rate 1e400", "--learning-rate must be at most 1.7976931348623157E+308, and is 1e400.")]
    [InlineData("--learning-rate 0", "--learning-rate must be more than 0, and is 0.")]
    [InlineData("--samples 99999999999", "--samples must be at most 2147483647, and is 99999999999.")]
    [InlineData("--seed -99999999999999999999", "--seed must be at least 0, and is -99999999999999999999.")]
    [InlineData("--hidden 30,,30", "--hidden '30,,30' must be whole numbers from 1 to 2147483647 with commas between them, like 30,30.")]
    [InlineData("--device mps", "--device 'mps' must be one of cpu, cuda, cuda:N.")]
    [InlineData(
        "--data mnist --classes 3", "--classes is for --data blobs, and --data is mnist: leave out --classes, or choose --data blobs.")]
    [InlineData(
        "--data mnist --dimension 3",
        "--dimension is for --data blobs, and --data is mnist: leave out --dimension, or choose --data blobs.")]
    [InlineData(
        "--data cifar10 --spread 3", "--spread is for --data blobs, and --data is cifar10: leave out --spread, or choose --data blobs.")]
    [InlineData(
        "--resize 14x14", "--resize is for --data mnist or cifar10, and --data is blobs: leave out --resize, or choose --data mnist.")]
    [InlineData(
        "--data-dir here", "--data-dir is for --data mnist or cifar10, and --data is blobs: leave out --data-dir, or choose --data mnist.")]
    [InlineData(
        "--batch-size 32",
        "--batch-size is for --optimizer sgd or adam, and --optimizer is gd: leave out --batch-size, or choose --optimizer sgd.")]
    [InlineData("--optimizer sgd --momentum 1", "--momentum must be below 1, and is 1.")]
    [InlineData(
        "--optimizer adam --momentum 0.9",
        "--momentum is for --optimizer gd or sgd, and --optimizer is adam: leave out --momentum, or choose --optimizer gd.")]
    [InlineData(
        "--beta1 0.5", "--beta1 is for --optimizer adam, and --optimizer is gd: leave out --beta1, or choose --optimizer adam.")]
    [InlineData("--channels 3", "--channels is for --model convnet, and --model is mlp: leave out --channels, or choose --model convnet.")]
    [InlineData(
        "--data mnist --model convnet --hidden 3",
        "--hidden is for --model mlp or mlp-bn, and --model is convnet: leave out --hidden, or choose --model mlp.")]
    [InlineData(
        "--data mnist --model lenet --hidden 3",
        "--hidden is for --model mlp or mlp-bn, and --model is lenet: leave out --hidden, or choose --model mlp.")]
    [InlineData(
        "--curvature gauss-newton --split",
        "--split is for --curvature hessian, and --curvature is gauss-newton: leave out --split, or choose --curvature hessian.")]
    [InlineData(
        "--method lanczos --theory",
        "--theory is for --method exact, and --method is lanczos: leave out --theory, or choose --method exact.")]
    public async Task AWrongOptionIsRefusedInOneSentence(string options, string message)
    {
        (int exitCode, string error) = await RunAsync(["spectrum", .. options.Split(' '), "--out", _folder["run"]]);
        Assert.Equal((ExitCode.BadUsage, $"Error: {message}\nSee: curvature spectrum --help\n"), (exitCode, error));
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData(
        "--phases 10",
        "--phases '10' must be SIZE:STEPS with commas between them, like 1000:2500,32:2500; SIZE is a whole number from 1 or the word "
            + "full, STEPS a whole number from 1.")]
    [InlineData(
        "--phases 10:5,0:5",
        "--phases '10:5,0:5' must be SIZE:STEPS with commas between them, like 1000:2500,32:2500; SIZE is a whole number from 1 or the "
            + "word full, STEPS a whole number from 1.")]
    [InlineData("--phases 10:5 --max-steps 20", "--max-steps means nothing beside --phases: leave one of them out.")]
    [InlineData("--phases full:5 --optimizer adam --batch-size 7", "--batch-size means nothing beside --phases: leave one of them out.")]
    [InlineData(
        "--track-top 5", "--track-top is for runs with --track-eigenvalues: leave out --track-top, or give --track-eigenvalues too.")]
    [InlineData("--track-eigenvalues 0", "--track-eigenvalues must be at least 1, and is 0.")]
    [InlineData("--resume --force", "--force means nothing beside --resume: leave one of them out.")]
    public async Task AWrongOptionOfTrainIsRefusedInOneSentence(string options, string message)
    {
        (int exitCode, string error) = await RunAsync(["train", .. options.Split(' '), "--out", _folder["run"]]);
        Assert.Equal((ExitCode.BadUsage, $"Error: {message}\nSee: curvature train --help\n"), (exitCode, error));
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public async Task AFormerNameWorksWithAHint()
    {
        (int exitCode, string error) = await RunAsync("train", "--track-sharpness", "0", "--out", _folder["run"]);
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.Equal(
            """
            --track-sharpness is called --track-eigenvalues now; the old name works in this version only.
            Error: --track-eigenvalues must be at least 1, and is 0.
            See: curvature train --help

            """.ReplaceLineEndings("\n"),
            error);
    }

    [Fact]
    public async Task AFormerNameInAManifestIsReadInSilence()
    {
        File.WriteAllText(_folder["run.json"], """{ "options": { "covariance": 2, "track-sharpness": 0 } }""");
        (int exitCode, string error) = await RunAsync("train", "--config", _folder["run.json"], "--out", _folder["run"]);
        Assert.Equal(
            (ExitCode.BadUsage, "Error: --track-eigenvalues must be at least 1, and is 0.\nSee: curvature train --help\n"),
            (exitCode, error));
    }

    [Theory]
    [InlineData(
        "spectrum --method lanczos --dtype float32 --tolerance 1e-8",
        "--tolerance 1e-08 is finer than products in float32 are, 9.5e-07: ask for more, or choose --dtype float64.")]
    [InlineData(
        "spectrum --method lanczos --tolerance 1e-16", "--tolerance 1e-16 is finer than products in float64 are, 1.8e-15: ask for more.")]
    [InlineData(
        "train --track-eigenvalues 5 --track-tolerance 1e-8",
        "--track-tolerance 1e-08 is finer than products in float32 are, 9.5e-07: ask for more, or choose --training-dtype float64.")]
    public async Task AToleranceFinerThanThePrecisionIsRefused(string command, string message)
    {
        (int exitCode, string error) = await RunAsync([.. command.Split(' '), "--out", _folder["run"]]);
        Assert.Equal((ExitCode.BadUsage, $"Error: {message}\n"), (exitCode, error));
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Theory]
    [InlineData("train --hidden 2000000,2000000", "The 4,000,214,000,005 parameters of this network take", "Use smaller --hidden.")]
    [InlineData(
        "spectrum --method lanczos --hidden 2000000,2000000", "The 4,000,214,000,005 parameters of this network take",
        "Use smaller --hidden.")]
    [InlineData(
        "train --samples 2000000000 --dimension 1000", "2,000,000,000 training and as many test examples of 1,000 numbers take about",
        "Ask for fewer --samples or a smaller --dimension.")]
    public async Task WhatDoesNotFitIntoMemoryIsRefusedBeforeItIsMade(string command, string beginning, string end)
    {
        (int exitCode, string error) = await RunAsync([.. command.Split(' '), "--out", _folder["run"]]);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.StartsWith($"Error: {beginning}", error, StringComparison.Ordinal);
        Assert.EndsWith($" are available. {end}\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARunIsNotResumedWithOtherOptions()
    {
        string[] run = ["train", "--samples", "20", "--dimension", "3", "--hidden", "2", "--loss", "squared-error", "--threads", "1",
            "--out", _folder["run"]];
        // A step this large diverges, which leaves an unfinished run with a checkpoint.
        (int exitCode, string error) = await RunAsync([.. run, "--learning-rate", "50", "--checkpoint-every", "1"]);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.StartsWith("Error: Training diverged: after ", error, StringComparison.Ordinal);
        (exitCode, error) = await RunAsync([.. run, "--learning-rate", "0.1", "--resume"]);
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.Contains(
            "was begun with --learning-rate 50, and this command says 0.1: give the options as they were", error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["run/checkpoint.dat"]));
    }

    [Theory]
    [InlineData("spectum", "There is no command 'spectum'. Did you mean 'spectrum'?")]
    [InlineData("spectum --data blobs --out x", "There is no command 'spectum'. Did you mean 'spectrum'?")]
    [InlineData("--data blobs", "There is no option '--data'.")]
    public async Task AWrongCommandIsRefused(string command, string message)
    {
        (int exitCode, string error) = await RunAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.Equal($"Error: {message}\nSee: curvature --help\n", error);
    }

    [Fact]
    public async Task WithoutAWordTheCommandShowsItsHelp()
    {
        (int exitCode, string output, string error) = await CurvatureProgram.RunAsync();
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Assert.Equal((await CurvatureProgram.RunAsync("--help")).Output, output);
        Assert.StartsWith("Usage: curvature <command>", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("theory", "No command given. Commands: marchenko-pastur, bbp, outliers.", "theory")]
    [InlineData("theory pbb", "There is no command 'pbb'. Did you mean 'bbp'?", "theory")]
    [InlineData("theory bbp --gamma 0", "--gamma must be at least 0.0001, and is 0.", "theory bbp")]
    [InlineData("theory bbp --spke 3", "There is no option '--spke'. Did you mean '--spike'?", "theory bbp")]
    [InlineData(
        "theory outliers --spikes 6,-8", "--spikes '6,-8' must be positive numbers with commas between them, like 6,8.", "theory outliers")]
    [InlineData(
        "theory outliers --population 1:0.5,4:0.1", "--population '1:0.5,4:0.1': The weights of the atoms must sum to 1; they sum to 0.6.",
        "theory outliers")]
    [InlineData(
        "theory outliers --population 1;0.5",
        "--population '1;0.5': it must be positive numbers value:share with commas between them, like 1:0.9,4:0.1.", "theory outliers")]
    public async Task WhatTheLawsDoNotAllowIsRefusedInOneSentence(string command, string message, string help)
    {
        (int exitCode, string error) = await RunAsync(command.Split(' '));
        Assert.Equal((ExitCode.BadUsage, $"Error: {message}\nSee: curvature {help} --help\n"), (exitCode, error));
    }

    [Fact]
    public async Task AWordThatIsNoShellIsRefusedInOneSentence()
    {
        (int exitCode, string error) = await RunAsync("completion", "fish");
        Assert.Equal(
            (ExitCode.BadUsage,
                "Error: Argument 'fish' not recognized. Must be one of: 'bash' 'zsh' 'pwsh'\nSee: curvature completion --help\n"),
            (exitCode, error));
    }

    [Fact]
    public async Task AnOptionThatDoesNotApplyIsRefusedBesideAManifestToo()
    {
        File.WriteAllText(
            _folder["run.json"],
            """{ "options": { "data": "mnist", "classes": 5, "optimizer": "gd", "batch-size": 32, "samples": 100 } }""");
        (int exitCode, string error) = await RunAsync(
            "spectrum", "--config", _folder["run.json"], "--classes", "3", "--out", _folder["run"]);
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.Equal(
            "Error: --classes is for --data blobs, and --data is mnist: leave out --classes, or choose --data blobs.\nSee: "
                + "curvature spectrum --help\n",
            error);
    }

    [Fact]
    public async Task AMatrixThatNoMemoryHoldsIsRefusedBeforeTraining()
    {
        (int exitCode, string error) = await RunAsync("spectrum", "--hidden", "10000000", "--out", _folder["run"]);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.StartsWith(
            "Error: The exact Hessian of P = 1,060,000,005 parameters and its eigenvalues take ", error, StringComparison.Ordinal);
        Assert.Contains("The largest P that fits is ", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder["run"]));
    }

    [Theory]
    [InlineData(
        "--samples 40",
        "--samples 40: MNIST train has 3 examples of class 0, but a balanced subset of 40 over 10 classes needs 4: ask for fewer. Leave "
            + "--samples out for all 23.")]
    [InlineData(
        "--model convnet --channels 2,2,2",
        "Images of 28×28 are too small for 3 convolutions of 5×5 with 2×2 pooling. Use fewer channels or larger images.")]
    [InlineData("--model lenet --resize 3x3", "LeNet-5 needs images of at least 12×12, and these are 3×3.")]
    public async Task WhatTheDataDoNotAllowIsRefusedWithoutTheNameOfAParameter(string options, string message)
    {
        MnistFiles.Write(_folder.Path);
        (int exitCode, string error) =
            await RunAsync(["spectrum", "--data", "mnist", "--data-dir", _folder.Path, .. options.Split(' '), "--out", _folder["run"]]);
        Assert.Equal((ExitCode.BadUsage, $"Error: {message}\n"), (exitCode, error));
    }

    [Fact]
    public async Task ADeviceThatThisBuildLacksIsNamedInOneLine()
    {
        (int exitCode, _, string error) = await CurvatureProgram.RunAsync("spectrum", "--device", "cuda:99", "--out", _folder["run"]);
        Assert.Equal(ExitCode.BadUsage, exitCode);
        Assert.StartsWith("Error: --device cuda:99: libtorch finds ", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(letter => letter == '\n'));
    }

    [Fact]
    public async Task AFolderWithAFileOfOurNameIsNotTaken()
    {
        File.WriteAllText(_folder["eigenvalues.csv"], "mine");
        (int exitCode, string error) = await RunAsync("spectrum", "--out", _folder.Path);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("holds a file 'eigenvalues.csv'", error, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder["eigenvalues.csv"]));
    }

    [Fact]
    public async Task ALawIsDrawnOverAnotherWithForceOnly()
    {
        Assert.Equal((ExitCode.Done, ""), await RunAsync("theory", "bbp", "--out", _folder.Path));
        (int exitCode, string error) = await RunAsync("theory", "bbp", "--out", _folder.Path);
        Assert.Equal(ExitCode.Failed, exitCode);
        Assert.Contains("pass --force", error, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, ""), await RunAsync("theory", "bbp", "--force", "--out", _folder.Path));
    }

    private static Task<(int ExitCode, string Error)> RunAsync(params string[] arguments) => CurvatureProgram.RunHereAsync(arguments);
}
