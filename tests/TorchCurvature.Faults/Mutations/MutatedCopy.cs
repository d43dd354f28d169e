using System.Diagnostics;

namespace TorchCurvature.Faults.Mutations;

/// <summary>A working copy of the repository's last commit, in which one file after the other is wrong for a while.</summary>
internal sealed class MutatedCopy : IDisposable
{
    private const string Library = "src/TorchCurvature";
    private const string Output = "bin/Release/net10.0";
    private const string Tests = "tests/TorchCurvature.Tests";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private readonly string _root;
    private readonly string _folder;

    /// <summary>Makes it, with the test program.</summary>
    /// <param name="root">The repository.</param>
    /// <param name="isBuilt">The tests are taken as they are built there.</param>
    public MutatedCopy(string root, bool isBuilt)
    {
        _root = root;
        _folder = Path.Combine(Path.GetTempPath(), $"torchcurvature-mutations-{Environment.ProcessId}");
        Require(Run(root, "git", "worktree", "add", "--detach", "--quiet", _folder, "HEAD"), "The working copy");
        if (isBuilt)
        {
            string output = Path.Combine(_folder, Tests, Output);
            Directory.CreateDirectory(Path.GetDirectoryName(output)!);
            Require(Run(root, "cp", "-al", Path.Combine(root, Tests, Output), output), "The copy of the tests");
        }
        else
        {
            Require(Build(Tests), "The build of the tests");
        }
    }

    /// <summary>Puts a mistake in, runs the tests of its room, and takes it out again.</summary>
    public MutationOutcome Try(Mutation mutation)
    {
        string path = Path.Combine(_folder, mutation.File), right = File.ReadAllText(path);
        if (right.Split(mutation.Old).Length != 2)
        {
            return MutationOutcome.NotFound;
        }

        try
        {
            File.WriteAllText(path, right.Replace(mutation.Old, mutation.New, StringComparison.Ordinal));
            if (!Build(Library))
            {
                return MutationOutcome.NotCompiled;
            }

            string library = Path.Combine(_folder, Tests, Output, "TorchCurvature.dll");
            File.Delete(library); // it may be a link to one that others use
            File.Copy(Path.Combine(_folder, Library, Output, "TorchCurvature.dll"), library);
            string program = Path.Combine(_folder, Tests, Output, "TorchCurvature.Tests");
            return Run(_folder, program, "-class", $"TorchCurvature.Tests.{mutation.Room}.*", "-stopOnFail", "-noColor")
                ? MutationOutcome.Survived
                : MutationOutcome.Caught;
        }
        finally
        {
            File.WriteAllText(path, right);
        }
    }

    public void Dispose() => Run(_root, "git", "worktree", "remove", "--force", _folder);

    private static void Require(bool isDone, string what)
    {
        if (!isDone)
        {
            throw new InvalidOperationException($"{what} failed.");
        }
    }

    private bool Build(string project) =>
        Run(_folder, "dotnet", "build", project, "-c", "Release", "-v", "q", "-p:RunAnalyzers=false", "-nodeReuse:false");

    // Whether a program ends well. Tests that never end are as good as tests that fail.
    private static bool Run(string folder, string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            return false;
        }

        Task.WaitAll(output, error);
        return process.ExitCode == 0;
    }
}
