namespace Garam.Cli.Topics.Applying;

internal enum TopicAction
{
    None,
    Create,
    Change,
    Delete,
}
