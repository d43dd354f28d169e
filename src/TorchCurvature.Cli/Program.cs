using TorchCurvature.Cli;
using TorchCurvature.Cli.CommandLine;
using TorchCurvature.Reporting;

SkiaImageDecoder.Register();
return await Processes.RunAsync(args, CurvatureCommand.RunAsync);
