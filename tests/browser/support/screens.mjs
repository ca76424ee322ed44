// The screens on which pages are looked at: wide and a telephone's, light and dark.
export const screens = [
  { name: 'wide-light', width: 1440, height: 900 },
  { name: 'wide-dark', width: 1440, height: 900, dark: true },
  { name: 'phone-light', width: 390, height: 844 },
  { name: 'phone-dark', width: 390, height: 844, dark: true },
];
