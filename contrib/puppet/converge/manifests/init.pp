# A module for Puppet 7 and later: the directory "converge" goes onto the modulepath.
#
#     class { 'converge':
#       manifests => { 'site.yaml' => { source => 'puppet:///modules/site/converge.yaml' } },
#     }
#
# A dry run decides, by its exit status, whether converge is run:
#
#     0     the host matches: nothing is run, and Puppet reports no change
#     2     changes are pending: converge makes them
#     4, 6  something would be refused, or is unknown: converge does what is independent of it, and the resource fails with
#           converge's own words, in each of Puppet's runs until somebody has done something about it
#     1     the manifests are invalid, iscsid cannot be reached, …: converge says so again, does nothing, and the resource fails
#
# So what Puppet reports is: no change, changed, failed. With --noop only the dry run takes place, on the manifests that are
# there. Two things look like a change in every run, because a dry run has them as pending: a degraded target, which is tried
# again each time, and a host that is paused (`converge pause`), where nothing is done.
#
# @param manifests
#   Attributes of each file in /etc/converge, by its name: `source` or `content`, or `ensure => absent`. What is not named is
#   left as it is. All files are read together, so one alone may be invalid: validate them before they come here.
# @param package
#   What to install, if converge comes from a package.
# @param command
#   Where it is.
# @param timeout
#   The most seconds that a run of converge, dry or not, may take, and that it waits for one that somebody else has started.
class converge (
  Hash[Pattern[/\A[^\/]+\.yaml\z/], Hash[String[1], Any]] $manifests = {},
  Optional[String[1]] $package = undef,
  Pattern[/\A\/\S+\z/] $command = '/usr/local/sbin/converge',
  Integer[1] $timeout = 600,
) {
  if $package {
    package { $package:
      ensure => installed,
      before => [File['/etc/converge'], Exec['converge']],
    }
  }

  # Files with secrets may be there, too: nothing is purged.
  file { '/etc/converge':
    ensure => directory,
    owner  => 'root',
    group  => 'root',
    mode   => '0755',
  }

  $manifests.each |$file, $attributes| {
    file {
      default:
        ensure => file,
        owner  => 'root',
        group  => 'root',
        mode   => '0644',
        before => Exec['converge'],
        ;
      "/etc/converge/${file}":
        * => $attributes,
        ;
    }
  }

  # Puppet must not end what is changing the host: after 300 s it would. converge ends by itself.
  exec { 'converge':
    command   => "${command} --quiet --timeout ${timeout} --lock-wait ${timeout}",
    unless    => "${command} --dry-run --quiet --detailed-exitcodes --timeout ${timeout}",
    returns   => 0,
    timeout   => 0,
    logoutput => on_failure,
    require   => File['/etc/converge'],
  }
}
